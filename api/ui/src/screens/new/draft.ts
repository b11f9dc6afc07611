// A message that is being put together: what is in the form, and what the API is handed of it.
import { api, data } from '../../api/client';
import type { Channel, Message, NewMessage } from '../../api/schema';

export interface MessageDraft {
  text: string;
  /** What the user chose; null lets the files and the text say. */
  channel: Channel | null;
  sender: string;
  subject: string;
  files: readonly File[];
}

export const EMPTY: MessageDraft = { text: '', channel: null, sender: '', subject: '', files: [] };
export const MOST_BYTES = 25 * 1024 * 1024;
/** What somebody hands in by hand; a portal's and EDI's come by their own way, or as files. */
export const CHANNELS: readonly Channel[] = ['email', 'sms', 'phone', 'voicemail', 'note', 'portal', 'edi'];

export function isMail(file: File): boolean {
  return /\.eml$/i.test(file.name) || file.type === 'message/rfc822';
}

function isRecording(file: File): boolean {
  return file.type.startsWith('audio/') || /\.(wav|mp3|m4a|ogg|flac|webm)$/i.test(file.name);
}

/** The channel as the draft itself says it. */
export function guessed({ files, sender, text }: MessageDraft): Channel {
  if (files.some(isMail)) return 'email';
  if (files.some(isRecording)) return 'voicemail';
  if (/^ISA.{100,}/s.test(text.trimStart())) return 'edi';
  if (sender.includes('@')) return 'email';
  if (/^\+?[\d\s().-]{7,}$/.test(sender.trim())) return 'sms';
  return 'note';
}

export function hasContent(draft: MessageDraft): boolean {
  return draft.text.trim() !== '' || draft.files.length > 0;
}

async function base64(file: Blob): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(',') + 1);
}

/** What is handed in. A mail file is the message itself; other files come with it. */
export async function written(draft: MessageDraft): Promise<NewMessage> {
  const mail = draft.files.find(isMail);
  const others = draft.files.filter((file) => file !== mail);
  return {
    channel: draft.channel ?? guessed(draft),
    sender: mail && draft.sender === '' ? '' : draft.sender.trim(),
    recipient: '',
    subject: draft.subject.trim() || null,
    text: draft.text,
    raw: mail ? await base64(mail) : null,
    files: await Promise.all(
      others.map(async (file) => ({
        filename: file.name,
        media_type: file.type || 'application/octet-stream',
        content: await base64(file),
      })),
    ),
  };
}

/** A message that came before, as a draft of a new one, its files with it. */
export async function again(messageId: string): Promise<MessageDraft> {
  const message: Message = await data(
    api.GET('/messages/{message_id}', { params: { path: { message_id: messageId } } }),
  );
  const files = message.parts.filter((part) => part.kind === 'attachment' && part.filename !== null);
  return {
    text: message.parts
      .filter((part) => part.kind === 'body')
      .map((part) => part.text)
      .join('\n'),
    channel: message.channel,
    sender: message.sender,
    subject: message.subject ?? '',
    files: await Promise.all(
      files.map(async (part) => {
        const answer = await fetch(
          `/api/messages/${encodeURIComponent(messageId)}/parts/${part.number}/file`,
        );
        return new File([await answer.blob()], part.filename ?? '', {
          type: part.media_type ?? 'application/octet-stream',
        });
      }),
    ),
  };
}
