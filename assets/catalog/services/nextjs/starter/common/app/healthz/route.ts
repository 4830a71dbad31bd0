// Asks nothing else: that this server runs does not depend on others.
export function GET() {
  return new Response("ok");
}
