import { useState, type FormEvent } from 'react';
import { ApiError, signIn } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { describedBy, Field } from '../parts/Field.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';

const help = 'The token with which the server was started (INPUTHOST_TOKEN or INPUTHOST_TOKEN_FILE).';
const wrongToken = 'The token is incorrect. Check it for spaces and missing characters.';

/** Asks for the token, if the server requires one. */
export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await signIn(token);
      setToken('');
      onSignedIn();
    } catch (failure) {
      const isWrong = failure instanceof ApiError && failure.status === 401;
      setError(isWrong ? wrongToken : String((failure as Error).message));
      document.getElementById('token')?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeading title="Sign in" />
      <form className="narrow" noValidate onSubmit={event => void submit(event)}>
        <Field id="token" label="Token" help={help} error={error} required>
          <input
            id="token"
            type="password"
            autoComplete="current-password"
            required
            value={token}
            aria-invalid={error ? true : undefined}
            aria-describedby={describedBy('token', help, error)}
            onChange={event => setToken(event.target.value)}
          />
        </Field>
        <div className="actions"><Button type="submit" look="main" unavailable={busy}>Sign in</Button></div>
      </form>
    </>
  );
}
