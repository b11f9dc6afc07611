// Messages that came in lately, to be tried again as new ones.
import { useQuery } from '@tanstack/react-query';
import { api, data } from '../../api/client';
import { moment } from '../../parts/times';
import { strings } from '../../strings';
import styles from './New.module.css';

const said = strings.fresh;
const MOST = 6;

export function Recent({ take }: { take: (messageId: string) => void }) {
  const recent = useQuery({
    queryKey: ['messages', 'recent'],
    queryFn: () => data(api.GET('/messages', { params: { query: { direction: 'in', limit: MOST } } })),
  });
  if (!recent.data) return null;
  return (
    <section className={styles.recent} aria-label={said.recent}>
      <h2>{said.recent}</h2>
      {recent.data.items.length === 0 ? (
        <p className="quiet">{said.noRecent}</p>
      ) : (
        <ul>
          {recent.data.items.map((message) => (
            <li key={message.message_id}>
              <button
                type="button"
                className="plain"
                onClick={() => take(message.message_id)}
                title={said.take}
              >
                <span>{strings.words.channels[message.channel]}</span>
                <span className={styles.who}>
                  {message.sender}
                  {message.subject && <span className="quiet"> {message.subject}</span>}
                </span>
                <span className="quiet">{moment(message.received_at)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
