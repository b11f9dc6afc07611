// The way in: by the code of a one-time link, else by name and password.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect } from 'react';
import { api, data } from '../../api/client';
import { meQuery, settle } from '../../api/me';
import type { Me, SignIn as Proof } from '../../api/schema';
import { Labelled } from '../../parts/Screen';
import { say } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './SignIn.module.css';

const said = strings.signIn;

/** Where to go on to: an address of this page only. */
function wayOn(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/queue';
}

function codeOf(hash: string): string | null {
  return new URLSearchParams(hash).get('code');
}

export function SignIn() {
  const queries = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const code = codeOf(useLocation({ select: (location) => location.hash }));

  const signIn = useMutation({
    mutationFn: (proof: Proof) => data(api.POST('/session', { body: proof })),
    onSuccess: (me: Me) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, settle(me));
      router.history.push(wayOn(next));
      if (!me.has_password)
        say(said.noPassword, {
          seconds: 15,
          action: { title: said.setPassword, run: () => void router.navigate({ to: '/account' }) },
        });
    },
  });

  const { mutate } = signIn;
  useEffect(() => {
    if (code === null) return;
    // A code must stay neither in the address nor in the browser's history.
    void navigate({ to: '/sign-in', search: true, hash: '', replace: true });
    mutate({ code });
  }, [code, mutate, navigate]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    mutate({ name: String(given.get('name')), password: String(given.get('password')) });
  }

  const byLink = code !== null || (signIn.variables?.code != null && !signIn.isError);
  return (
    <main className={styles.signIn}>
      <h1>{said.title}</h1>
      {byLink ? (
        <p role="status">{said.link}</p>
      ) : (
        <form className={styles.form} onSubmit={submit}>
          {signIn.isError && (
            <p role="alert" className={styles.wrong}>
              {signIn.error.message}
            </p>
          )}
          <Labelled title={said.name}>
            {/* biome-ignore lint/a11y/noAutofocus: the page is for nothing else */}
            <input name="name" autoComplete="username" required autoFocus />
          </Labelled>
          <Labelled title={said.password}>
            <input name="password" type="password" autoComplete="current-password" required />
          </Labelled>
          <button type="submit" className="primary" disabled={signIn.isPending}>
            {said.go}
          </button>
          <p className="quiet small">{said.lost}</p>
        </form>
      )}
    </main>
  );
}
