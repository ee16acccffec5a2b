import { createServer } from 'node:http';
import { createProxyServer } from 'httpxy';

const [port, host, targetPort] = process.argv.slice(2);
const proxy = createProxyServer();
createServer((request, response) => {
  void proxy.web(request, response, { target: { host, port: Number(targetPort) } });
}).listen(Number(port), '127.0.0.1', () => process.send('listening'));
