// One conversation whole: everything that was said and done, over every channel, and the orders that came of it.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Conversation as Whole } from '../../api/schema';
import { Screen } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { useCommands } from '../../shell/commands';
import { strings } from '../../strings';
import styles from './Conversation.module.css';
import { OrderPanel } from './OrderPanel';
import { conversationQuery } from './queries';
import { Timeline } from './Timeline';

const said = strings.conversations.one;

export function Conversation() {
  const { conversationId } = useParams({ from: '/inside/conversations/$conversationId' });
  const conversation = useQuery(conversationQuery(conversationId));
  if (conversation.isPending)
    return (
      <Screen title={strings.conversations.title}>
        <Loading what={said.loading} />
      </Screen>
    );
  if (conversation.isError)
    return (
      <Screen title={strings.conversations.title}>
        <Failed error={conversation.error} again={() => void conversation.refetch()} />
      </Screen>
    );
  return <Found conversation={conversation.data} />;
}

function Found({ conversation }: { conversation: Whole }) {
  const navigate = useNavigate();
  const [everything, setEverything] = useState(true);
  const { review_id: reviewId, customer } = conversation;

  useCommands([
    {
      keys: ['Enter'],
      title: said.openReview,
      group: strings.conversations.group,
      enabled: reviewId !== null,
      run: () => reviewId && void navigate({ to: '/reviews/$reviewId', params: { reviewId } }),
    },
    {
      title: everything ? said.said : said.everything,
      group: strings.conversations.group,
      run: () => setEverything(!everything),
    },
  ]);

  return (
    <Screen
      title={conversation.subject || customer?.name || conversation.sender || strings.conversations.noSubject}
      lead={
        <>
          <p className={styles.facts}>
            {customer ? (
              <Link to="/customers/$customerId" params={{ customerId: customer.customer_id }}>
                {customer.name}
              </Link>
            ) : (
              <span>{conversation.sender || strings.conversations.unknown}</span>
            )}
            <span>{strings.words.channels[conversation.channel]}</span>
            <span>{strings.words.statuses[conversation.status]}</span>
          </p>
          <p className={styles.sentence}>{conversation.sentence}</p>
        </>
      }
      actions={
        reviewId !== null && (
          <Link to="/reviews/$reviewId" params={{ reviewId }} className={styles.review}>
            {said.openReview}
          </Link>
        )
      }
    >
      <div className={styles.two}>
        <section className={styles.timeline} aria-label={said.timeline}>
          <div className={styles.bar}>
            <h2>{said.timeline}</h2>
            <label>
              {said.show}{' '}
              <select
                value={everything ? 'all' : 'said'}
                onChange={(event) => setEverything(event.target.value === 'all')}
              >
                <option value="all">{said.everything}</option>
                <option value="said">{said.said}</option>
              </select>
            </label>
          </div>
          <Timeline conversation={conversation} everything={everything} />
        </section>
        <section className={styles.orders} aria-label={said.orders}>
          <h2>{said.orders}</h2>
          {conversation.orders.length === 0 && <p className="quiet">{said.noOrders}</p>}
          {conversation.orders.map((order) => (
            <OrderPanel key={order.order_id} order={order} />
          ))}
        </section>
      </div>
    </Screen>
  );
}
