import { useState, type FormEvent } from 'react';
import { Problem, signIn } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { describedBy, Field } from '../parts/Field.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';

const help = 'The server was given it when it was started.';

/** Asks for the token that the server wants from anywhere but its own machine. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await signIn(token);
      setToken('');
      onSignedIn();
    } catch (error) {
      const refused = error instanceof Problem && error.status === 401;
      setFault(refused ? 'This is not the token. Look for spaces or missing characters.' : String((error as Error).message));
      document.getElementById('token')?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeading title="Sign in" />
      <form className="narrow" noValidate onSubmit={event => void submit(event)}>
        <Field id="token" label="Token" help={help} fault={fault} required>
          <input
            id="token"
            type="password"
            autoComplete="current-password"
            required
            value={token}
            aria-invalid={fault ? true : undefined}
            aria-describedby={describedBy('token', help, fault)}
            onChange={event => setToken(event.target.value)}
          />
        </Field>
        <div className="actions"><Button type="submit" look="main" unavailable={busy}>Sign in</Button></div>
      </form>
    </>
  );
}
