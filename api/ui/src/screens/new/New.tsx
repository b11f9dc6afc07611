// The first thing anybody tries: hand in a message of any kind, and watch what the desk makes of it.
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, data } from '../../api/client';
import type { Taken } from '../../api/schema';
import { Screen } from '../../parts/Screen';
import { useCommands } from '../../shell/commands';
import { say, sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import { again, EMPTY, hasContent, type MessageDraft, MOST_BYTES, written } from './draft';
import { MessageForm } from './MessageForm';
import styles from './New.module.css';
import { Recent } from './Recent';
import { Idle, Watch } from './Watch';

const said = strings.fresh;

export function New() {
  const [draft, setDraft] = useState<MessageDraft>(EMPTY);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [dropping, setDropping] = useState(false);
  // One key for one message: sent twice by an impatient hand or a bad line, it is taken once.
  const key = useRef(crypto.randomUUID());

  const send = useMutation({
    mutationFn: async (message: MessageDraft) =>
      data(
        api.POST('/messages', { body: await written(message), headers: { 'Idempotency-Key': key.current } }),
      ),
    onSuccess: setTaken,
  });

  function change(next: Partial<MessageDraft>): void {
    key.current = crypto.randomUUID();
    setDraft((before) => ({ ...before, ...next }));
  }

  function addFiles(files: Iterable<File>): void {
    const all = [...files];
    for (const file of all) if (file.size > MOST_BYTES) say(said.tooBig(file.name), { bad: true });
    change({ files: [...draft.files, ...all.filter((file) => file.size <= MOST_BYTES)] });
  }

  function handIn(): void {
    if (hasContent(draft) && !send.isPending && taken === null) send.mutate(draft);
  }

  function startAgain(with_: MessageDraft = EMPTY): void {
    key.current = crypto.randomUUID();
    send.reset();
    setTaken(null);
    setDraft(with_);
  }

  useCommands([
    {
      keys: ['mod+Enter'],
      title: said.send,
      group: said.group,
      run: handIn,
      enabled: taken === null && hasContent(draft),
    },
    { title: said.another, group: said.group, run: () => startAgain(), enabled: taken !== null },
  ]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way beside the button
    <div
      className={dropping ? styles.dropping : styles.area}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => event.target === event.currentTarget && setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        if (taken === null) addFiles(event.dataTransfer.files);
      }}
    >
      <Screen title={said.title} lead={said.lead}>
        <div className={styles.two}>
          <div className={styles.left}>
            <MessageForm
              draft={draft}
              change={change}
              addFiles={addFiles}
              handIn={handIn}
              sending={send.isPending}
              error={send.error}
              taken={taken !== null}
              startAgain={() => startAgain()}
            />
            <Recent take={(id) => void again(id).then(startAgain, sayError)} />
          </div>
          <section className={styles.watch} aria-label={said.watch}>
            <h2>{said.watch}</h2>
            {taken === null ? <Idle /> : <Watch taken={taken} />}
          </section>
        </div>
      </Screen>
    </div>
  );
}
