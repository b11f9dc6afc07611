// `?`: the keys that act here and now.
import { useMe } from '../api/me';
import { Overlay } from '../parts/Overlay';
import { strings } from '../strings';
import { useAllCommands } from './commands';
import styles from './Help.module.css';

export function Keys({ keys }: { keys?: readonly string[] }) {
  return (
    <span>
      {keys?.map((key) => (
        <kbd key={key}>{told(key)}</kbd>
      ))}
    </span>
  );
}

function told(key: string): string {
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return key
    .replace('mod+', mac ? '⌘' : 'Ctrl ')
    .replace('Enter', '⏎')
    .replace('Escape', 'Esc');
}

export function Help({ close }: { close: () => void }) {
  const me = useMe();
  const commands = useAllCommands().filter((command) => command.keys?.length && command.enabled !== false);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Overlay title={strings.help.title} close={close}>
      <div className={styles.help}>
        <h1>{strings.help.title}</h1>
        {!me.settings.single_keys && <p className="quiet">{strings.help.off}</p>}
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.title}>
                    <dt>
                      <Keys keys={command.keys} />
                    </dt>
                    <dd>{command.title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <button type="button" onClick={close}>
          {strings.close}
        </button>
      </div>
    </Overlay>
  );
}
