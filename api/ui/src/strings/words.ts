// What the desk's closed sets are called on the page.
import type { AgentName, Channel, Concern, CreditStatus, ExceptionKind, FieldName, OrderStatus, OutboxKind, OutboxStatus, PartKind, Right, Role, SubstitutionRule } from '../api/schema'; // biome-ignore format: one list

const channels: Record<Channel, string> = {
  email: 'E-mail',
  sms: 'Text',
  voicemail: 'Voicemail',
  phone: 'Call note',
  note: 'Rep’s note',
  portal: 'Portal',
  edi: 'EDI',
};

const statuses: Record<OrderStatus, string> = {
  draft: 'being handled',
  in_review: 'waits for a rep',
  asked: 'customer was asked',
  approved: 'approved, on its way',
  entered: 'entered',
  rejected: 'rejected',
  cancelled: 'cancelled',
  closed: 'closed, no order',
};

const agents: Record<AgentName, string> = {
  intake: 'Intake',
  matching: 'Product matching',
  availability: 'Availability',
  substitution: 'Substitution',
  erp_entry: 'ERP entry',
  communication: 'Communication',
};

const roles: Record<Role, string> = { rep: 'Rep', ops: 'Ops', engineer: 'Engineer', admin: 'Admin' };

const rights: Record<Right, string> = {
  look: 'sees everything',
  send: 'hands in messages',
  decide: 'decides reviews',
  tune: 'drafts policy and prompts',
  go_live: 'puts drafts in force',
  administer: 'lets people in',
};

const reasons: Record<ExceptionKind | Concern, string> = {
  unknown_customer: 'Customer not known',
  unauthorized_contact: 'Contact may not order',
  unknown_product: 'Product not known',
  ambiguous_product: 'Which product',
  discontinued: 'Discontinued',
  missing_quantity: 'No quantity',
  ambiguous_unit: 'Which unit',
  unusual_quantity: 'Unusual quantity',
  order_rule: 'Minimum or multiple',
  short_stock: 'Short stock',
  price_mismatch: 'Price differs',
  credit_hold: 'Credit hold',
  date_conflict: 'Delivery day',
  duplicate: 'Perhaps a repeat',
  special_request: 'Special request',
  suspicious: 'Suspicious',
  unreadable: 'Could not be read',
  low_confidence: 'Not sure enough',
  handwritten: 'Handwritten',
  worked_out_quantity: 'Quantity worked out',
  contradicted_number: 'Numbers disagree',
  consent: 'Needs a yes',
  uncalibrated: 'Not calibrated',
};

const fields: Record<FieldName, string> = {
  intent: 'Intent',
  customer: 'Customer',
  ship_to: 'Ship-to',
  po_number: 'PO number',
  requested_date: 'Requested date',
  sku: 'Product',
  quantity: 'Quantity',
  uom: 'Unit',
  price: 'Price',
  substitute: 'Substitute',
  reply: 'Reply',
  erp_order: 'ERP order',
};

const parts: Record<PartKind, string> = {
  subject: 'Subject',
  body: 'Text',
  quoted: 'Quoted from earlier',
  forwarded: 'Forwarded from somebody else',
  hidden: 'Hidden from a reader’s eye',
  automatic: 'Sent by a machine',
  headers: 'What its headers tell',
  attachment: 'File',
};

const credit: Record<CreditStatus, string> = {
  ok: 'Credit fine',
  hold: 'Credit on hold',
  cod: 'Cash on delivery',
};
const substitution: Record<SubstitutionRule, string> = {
  allow: 'Substitutes allowed',
  ask: 'Ask before a substitute',
  never: 'No substitutes',
};
const writes: Record<OutboxStatus, string> = {
  pending: 'waiting to be written',
  taken: 'being written',
  done: 'written and read back',
  failed: 'refused by the ERP',
  cancelled: 'taken back',
};

const writeKinds: Record<OutboxKind, string> = { enter: 'Entry', amend: 'Change', cancel: 'Cancellation' };

export const words = {
  channels,
  statuses,
  agents,
  roles,
  rights,
  reasons,
  fields,
  parts,
  credit,
  substitution,
  writes,
  writeKinds,
  gate: 'Gate',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  more: 'Show more',
  all: 'all',
  copy: 'Copy',
  copied: 'Copied.',
} as const;
