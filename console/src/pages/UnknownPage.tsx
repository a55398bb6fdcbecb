import { Link } from '../parts/Link.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { pathOf } from '../route.ts';

export function UnknownPage() {
  return (
    <>
      <PageHeading title="Page not found" />
      <p>There is no page at this address. <Link to={pathOf.list}>Go to the inputs.</Link></p>
    </>
  );
}
