// Every word the page says, in one place. A screen's words are in a group of their own.
import { conversations } from './strings/conversations';
import { customers } from './strings/customers';
import { fresh } from './strings/fresh';
import { insights } from './strings/insights';
import { ops } from './strings/ops';
import { people } from './strings/people';
import { review } from './strings/review';
import { words } from './strings/words';

export const strings = {
  name: 'Order Desk',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  undo: 'Undo',
  loading: 'Loading…',
  again: 'Try again',
  retrying: 'The desk cannot be reached. Trying again…',
  nav: {
    label: 'Main',
    new: 'New message',
    queue: 'Queue',
    conversations: 'Conversations',
    customers: 'Customers',
    insights: 'Insights',
    ops: 'Ops',
    people: 'People',
    account: 'You',
    skip: 'Skip to the content',
  },
  palette: {
    title: 'Commands',
    hint: 'Type a command…',
    none: 'No command is called so.',
    open: 'Show every command',
    go: 'Go to',
  },
  help: {
    title: 'Keys',
    open: 'Show the keys',
    off: 'Single keys are off. Turn them on under You.',
  },
  sureness: { settled: 'settled', likely: 'likely', unsure: 'unsure' },
  signIn: {
    title: 'Sign in to the Order Desk',
    name: 'Name',
    password: 'Password',
    go: 'Sign in',
    link: 'Signing you in…',
    noPassword: 'You came in by a link. A password lets you in without one.',
    setPassword: 'Set a password',
    lost: 'No password yet, or forgotten? An admin makes you a link.',
  },
  account: {
    title: 'You',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    keys: 'Single keys act outside of inputs',
    password: 'Password',
    current: 'Current password',
    fresh: 'New password (10 characters or more)',
    changed: 'Your password is set.',
    signOut: 'Sign out',
    keysNote: 'Such as j, k and ?. Keys with Ctrl or ⌘ always act.',
    setPassword: 'Set the password',
    noPassword: 'You have none yet: you came in by a link.',
    rights: 'You may',
  },
  conversations,
  customers,
  fresh,
  insights,
  ops,
  people,
  words,
  review,
} as const;
