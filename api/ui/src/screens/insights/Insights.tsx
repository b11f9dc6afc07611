export function Insights() {
  return <p>Insights</p>;
}
