import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { getSession, onSignedOut } from './api.ts';
import { InputPage } from './pages/InputPage.tsx';
import { ListPage } from './pages/ListPage.tsx';
import { SignInPage } from './pages/SignInPage.tsx';
import { UnknownPage } from './pages/UnknownPage.tsx';
import { LiveRegion } from './parts/LiveRegion.tsx';
import { Link } from './parts/Link.tsx';
import { LoadError, Loading } from './parts/Loading.tsx';
import { pathOf, routeOf, usePath } from './route.ts';
import type { Session } from './types.ts';

// The pages with forms are loaded on demand: forms are more than half of the code, and the first page has none.
const NewPage = lazy(() => import('./pages/NewPage.tsx'));
const EditPage = lazy(() => import('./pages/EditPage.tsx'));

export function App() {
  const [session, setSession] = useState<Session>();
  const [error, setError] = useState<unknown>();
  const path = usePath();
  const load = useCallback(() => {
    setError(undefined);
    getSession().then(setSession, setError);
  }, []);
  const signedOut = useCallback(() => setSession(before => before && { ...before, signedIn: false }), []);
  useEffect(() => {
    onSignedOut(signedOut);
    load();
  }, [load, signedOut]);

  return (
    <>
      <a className="skip" href="#main">Skip to content</a>
      <header className="top"><Link to={pathOf.list}>Inputs</Link></header>
      <main id="main" tabIndex={-1}>
        {error !== undefined && <LoadError error={error} retry={load} />}
        {!session && error === undefined && <Loading />}
        {session && !session.signedIn && <SignInPage onSignedIn={load} />}
        {session?.signedIn && <Suspense fallback={<Loading />}><Page path={path} onSignedOut={signedOut} /></Suspense>}
      </main>
      <footer className="bottom">{session?.version && <>Version {session.version}</>}</footer>
      <LiveRegion />
    </>
  );
}

function Page({ path, onSignedOut: signedOut }: { path: string; onSignedOut: () => void }) {
  const route = routeOf(path);
  switch (route.page) {
    case 'list': return <ListPage onSignedOut={signedOut} />;
    case 'new': return <NewPage />;
    case 'input': return <InputPage key={route.id} id={route.id} onSignedOut={signedOut} />;
    case 'edit': return <EditPage key={route.id} id={route.id} />;
    default: return <UnknownPage />;
  }
}
