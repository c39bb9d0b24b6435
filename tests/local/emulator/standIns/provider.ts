import { createServer } from "node:net";

// Listens as the provider server does, and serves nothing.
const server = createServer((socket) => socket.end());
server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    console.log(JSON.stringify({ aws: port, awsx: port, "docker-build": port }));
});
