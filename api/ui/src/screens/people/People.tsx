// Who may use the desk: people, and the keys of machines.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, data, once } from '../../api/client';
import { useMay, useMe } from '../../api/me';
import type { Invitation, Person, PersonChange, Role } from '../../api/schema';
import { Labelled, Screen, Scrolled, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { moment } from '../../parts/times';
import { sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './People.module.css';
import { Secret } from './Secret';
import { Tokens } from './Tokens';

const said = strings.people;
export const ROLES: readonly Role[] = ['rep', 'ops', 'engineer', 'admin'];

export function People() {
  const may = useMay('administer');
  const list = useQuery({ queryKey: ['people'], queryFn: () => data(api.GET('/people')) });
  return (
    <Screen title={said.title}>
      {list.isPending && <Loading what={said.loading} />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data && <PeopleList people={list.data.items} may={may} />}
      {may && <Tokens />}
    </Screen>
  );
}

function PeopleList({ people, may }: { people: readonly Person[]; may: boolean }) {
  const queries = useQueryClient();
  const [invited, setInvited] = useState<Invitation | null>(null);
  const fetched = () => queries.invalidateQueries({ queryKey: ['people'] });

  const change = useMutation({
    mutationFn: ({ name, wanted }: { name: string; wanted: PersonChange }) =>
      data(api.PATCH('/people/{name}', { params: { path: { name } }, body: wanted })),
    onError: sayError,
    onSettled: fetched,
  });
  const link = useMutation({
    mutationFn: (name: string) =>
      data(api.POST('/people/{name}/link', { params: { path: { name } }, headers: once() })),
    onSuccess: setInvited,
    onError: sayError,
  });

  return (
    <>
      {invited && (
        <Secret
          title={said.link(invited.person.full_name)}
          note={`${said.linkNote} ${said.until} ${moment(invited.expires_at)}.`}
          secret={invited.link}
          done={() => setInvited(null)}
        />
      )}
      <Scrolled label={said.title}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{said.person}</th>
              <th scope="col">{said.role}</th>
              <th scope="col">{said.seen}</th>
              {may && <th scope="col">{said.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <PersonRow
                key={person.name}
                person={person}
                may={may}
                change={(wanted) => change.mutate({ name: person.name, wanted })}
                link={() => link.mutate(person.name)}
              />
            ))}
          </tbody>
        </table>
      </Scrolled>
      {may && (
        <AddPerson
          added={(invitation) => {
            setInvited(invitation);
            void fetched();
          }}
        />
      )}
    </>
  );
}

function PersonRow({
  person,
  may,
  change,
  link,
}: {
  person: Person;
  may: boolean;
  change: (wanted: PersonChange) => void;
  link: () => void;
}) {
  const me = useMe();
  return (
    <tr className={person.active ? undefined : 'quiet'}>
      <td>
        {person.full_name} <span className="quiet">{person.name}</span>
        {!person.active && <span className={styles.out}>{said.out}</span>}
        {person.active && !person.has_password && <span className="quiet small"> · {said.noPassword}</span>}
      </td>
      <td>
        {may ? (
          <select
            aria-label={said.roleOf(person.full_name)}
            value={person.role}
            onChange={(event) => change({ role: event.target.value as Role })}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {strings.words.roles[role]}
              </option>
            ))}
          </select>
        ) : (
          strings.words.roles[person.role]
        )}
      </td>
      <td>{person.seen_at === null ? said.never : moment(person.seen_at)}</td>
      {may && (
        <td className={styles.actions}>
          {person.active && (
            <button type="button" aria-label={`${said.newLink}: ${person.full_name}`} onClick={link}>
              {said.newLink}
            </button>
          )}
          {person.name !== me.name && (
            <button
              type="button"
              aria-label={`${person.active ? said.lockOut : said.letIn}: ${person.full_name}`}
              onClick={() => change({ active: !person.active })}
            >
              {person.active ? said.lockOut : said.letIn}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

function AddPerson({ added }: { added: (invitation: Invitation) => void }) {
  const add = useMutation({
    mutationFn: (wanted: { name: string; full_name: string; role: Role }) =>
      data(api.POST('/people', { body: wanted, headers: once() })),
    onSuccess: added,
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    add.mutate(
      {
        full_name: String(given.get('full_name')).trim(),
        name: String(given.get('name')).trim(),
        role: String(given.get('role')) as Role,
      },
      { onSuccess: () => form.reset() },
    );
  }

  return (
    <Section title={said.add}>
      <form className={styles.form} onSubmit={submit}>
        <Labelled title={said.fullName}>
          <input name="full_name" maxLength={120} required />
        </Labelled>
        <Labelled title={said.name}>
          <input
            name="name"
            pattern="[A-Za-z0-9._\-]{2,60}"
            title={said.nameHint}
            autoComplete="off"
            required
          />
        </Labelled>
        <RoleChoice />
        <button type="submit" disabled={add.isPending}>
          {said.adding}
        </button>
      </form>
      {add.isError && (
        <p role="alert" className={styles.wrong}>
          {add.error.message}
        </p>
      )}
      <details>
        <summary>{said.rightsOf}</summary>
        <ul className={styles.rights}>
          <li>Rep: {rightsOf('look', 'send', 'decide')}</li>
          <li>Ops: {rightsOf('look', 'send', 'decide', 'tune')}</li>
          <li>Engineer: {rightsOf('look', 'send', 'tune')}</li>
          <li>Admin: {rightsOf('look', 'send', 'decide', 'tune', 'go_live', 'administer')}</li>
        </ul>
      </details>
    </Section>
  );
}

function rightsOf(...rights: (keyof typeof strings.words.rights)[]): string {
  return rights.map((right) => strings.words.rights[right]).join(', ');
}

export function RoleChoice() {
  return (
    <Labelled title={said.role}>
      <select name="role" defaultValue="rep">
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {strings.words.roles[role]}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
