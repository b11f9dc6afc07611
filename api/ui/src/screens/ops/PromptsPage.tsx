export function PromptsPage() {
  return <p>PromptsPage</p>;
}
