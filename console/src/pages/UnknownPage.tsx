import { Link } from '../parts/Link.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { pathOf } from '../route.ts';

export function UnknownPage() {
  return (
    <>
      <PageHeading title="Page not found" />
      <p>This address has no page. <Link to={pathOf.list}>Go to the list of inputs.</Link></p>
    </>
  );
}
