// Ctrl-K: every command, found by typing.
import { useMemo, useState } from 'react';
import { Overlay } from '../parts/Overlay';
import { strings } from '../strings';
import { useAllCommands } from './commands';
import { Keys } from './Help';
import styles from './Palette.module.css';

export function Palette({ close }: { close: () => void }) {
  const commands = useAllCommands();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const shown = useMemo(() => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    return commands
      .filter((command) => command.enabled !== false)
      .filter((command) =>
        wanted.every((word) => `${command.group} ${command.title}`.toLowerCase().includes(word)),
      );
  }, [commands, words]);

  function run(index: number): void {
    const command = shown[index];
    if (!command) return;
    close();
    command.run();
  }

  return (
    <Overlay title={strings.palette.title} close={close}>
      <input
        className={styles.input}
        // biome-ignore lint/a11y/noAutofocus: the list was opened to type in
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown[at] ? `palette-${at}` : undefined}
        aria-label={strings.palette.title}
        placeholder={strings.palette.hint}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter') run(at);
          else return;
          event.preventDefault();
        }}
      />
      <div id="palette-list" role="listbox" aria-label={strings.palette.title} className={styles.list}>
        {shown.length === 0 && <p className="quiet">{strings.palette.none}</p>}
        {shown.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
          <div
            key={`${command.group}/${command.title}`}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={index === at ? styles.at : undefined}
            onClick={() => run(index)}
          >
            <span className="quiet">{command.group}</span> <span>{command.title}</span>{' '}
            <Keys keys={command.keys} />
          </div>
        ))}
      </div>
    </Overlay>
  );
}
