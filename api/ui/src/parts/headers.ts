// What a mail's headers tell of who sent it.
import type { MessagePart } from '../api/schema';

/** Whether they tell more than the sender's name: another address for replies, a check that failed. */
export function isAlarming(part: MessagePart): boolean {
  return part.text.split('\n').some((line) => !line.startsWith('From: '));
}
