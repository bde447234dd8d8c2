import { createServer, request } from 'node:http';

/** A way to the server that can be cut and mended, at an address that stays. */
export async function startProxy(target) {
  const { hostname, port: targetPort } = new URL(target);
  let server = null;
  let port = 0;
  const handle = (incoming, outgoing) => {
    const forward = request({ hostname, port: targetPort, path: incoming.url, method: incoming.method, headers: incoming.headers }, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    forward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forward.destroy());
    incoming.pipe(forward);
  };
  const mend = () => new Promise((ready) => {
    server = createServer(handle).listen(port, '127.0.0.1', () => {
      port = server.address().port;
      ready();
    });
  });
  const cut = () => new Promise((done) => {
    if (server === null) return done();
    server.close(done);
    server.closeAllConnections();
    server = null;
  });
  await mend();
  return { url: `http://127.0.0.1:${port}`, cut, mend };
}
