// What stands around every screen: the way to each of them, the commands, the keys, and what was just done.
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { follow } from '../api/live';
import { useMe } from '../api/me';
import { strings } from '../strings';
import { listenForKeys, useCommands } from './commands';
import { Help } from './Help';
import { Icon, type IconName } from './Icon';
import { Palette } from './Palette';
import styles from './Shell.module.css';
import { Toasts } from './toasts';

/** `also`: what else an address of this place begins with. */
const PLACES: readonly {
  to: string;
  icon: IconName;
  title: string;
  key?: string;
  right?: string;
  also?: string;
}[] = [
  { to: '/new', icon: 'new', title: strings.nav.new, key: 'n' },
  { to: '/queue', icon: 'queue', title: strings.nav.queue, also: '/reviews' },
  { to: '/conversations', icon: 'conversations', title: strings.nav.conversations },
  { to: '/customers', icon: 'customers', title: strings.nav.customers },
  { to: '/insights', icon: 'insights', title: strings.nav.insights },
  { to: '/ops/policy', icon: 'ops', title: strings.nav.ops, also: '/ops' },
  { to: '/people', icon: 'people', title: strings.nav.people, right: 'administer' },
];

export function Shell() {
  const me = useMe();
  const navigate = useNavigate();
  const here = useLocation({ select: (location) => location.pathname });
  const queries = useQueryClient();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  useEffect(() => follow(queries), [queries]);
  useEffect(listenForKeys, []);

  const places = PLACES.filter((place) => !place.right || me.rights.some((right) => right === place.right));
  useCommands([
    { keys: ['mod+k'], title: strings.palette.open, group: strings.name, run: () => setOpen('palette') },
    { keys: ['?'], title: strings.help.open, group: strings.name, run: () => setOpen('help') },
    ...places.map((place) => ({
      keys: place.key ? [place.key] : [],
      title: place.title,
      group: strings.palette.go,
      run: () => void navigate({ to: place.to }),
    })),
    { title: strings.nav.account, group: strings.palette.go, run: () => void navigate({ to: '/account' }) },
  ]);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {strings.nav.skip}
      </a>
      <nav className={styles.nav} aria-label={strings.nav.label}>
        {places.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            title={place.title}
            aria-label={place.title}
            className={place.also && here.startsWith(`${place.also}/`) ? 'active' : undefined}
            activeOptions={{ includeSearch: false }}
          >
            <Icon name={place.icon} />
          </Link>
        ))}
        <Link
          to="/account"
          className={styles.me}
          title={me.full_name}
          aria-label={`${strings.nav.account}: ${initials(me.full_name)}`}
        >
          {initials(me.full_name)}
        </Link>
      </nav>
      <main id="content" className={styles.content} tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
      {open === 'palette' && <Palette close={() => setOpen(null)} />}
      {open === 'help' && <Help close={() => setOpen(null)} />}
    </div>
  );
}

export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  return (first + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
