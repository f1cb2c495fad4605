// Node.js as the other side of a WebSocket channel. Its own client exchanges frames; a bare socket
// does what that client never does: cuts messages, sends text, asks for another path.
//
// Usage: node --experimental-websocket websocket_test.mjs CHANNEL_PEER. Exit status 77: cannot run.
import assert from 'node:assert';
import {spawn} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import net from 'node:net';

if (typeof WebSocket === 'undefined') process.exit(77);

const bound = setTimeout(() => {
  console.error('no answer within 60 s');
  peer.kill('SIGKILL');
  process.exit(1);
}, 60_000);

function once(target, event) {
  return new Promise((resolve, reject) => {
    target.addEventListener(event, resolve, {once: true});
    if (event !== 'close') target.addEventListener('error', reject, {once: true});
  });
}

async function clientExchanges(address) {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  await once(socket, 'open');
  for (const size of [0, 1, 125, 126, 65535, 65536, 1_000_000]) {
    const sent = randomBytes(size);
    const answer = once(socket, 'message');
    socket.send(sent);
    const got = Buffer.from((await answer).data);
    assert(got.equals(sent), `a frame of ${size} bytes comes back`);
  }
  const heard = [];
  const all = new Promise((resolve) => {
    socket.addEventListener('message', ({data}) => {
      heard.push(Buffer.from(data).readUInt16LE());
      if (heard.length === 1000) resolve();
    });
  });
  for (let i = 0; i < 1000; ++i) socket.send(Buffer.from([i & 255, i >> 8]));
  await all;
  assert.deepEqual(heard, [...heard.keys()], 'in order');
  const closed = once(socket, 'close');
  socket.close(1000);
  assert((await closed).wasClean, 'closed in good order');
}

class BareSocket {
  constructor(address) {
    const url = new URL(address);
    this.host = url.host;
    this.path = url.pathname;
    this.socket = net.connect(Number(url.port), url.hostname);
    this.bytes = Buffer.alloc(0);
    this.socket.on('data', (data) => {
      this.bytes = Buffer.concat([this.bytes, data]);
      this.wake?.();
    });
    this.socket.on('error', () => this.wake?.());
  }
  async take(size) {
    while (this.bytes.length < size) await new Promise((resolve) => (this.wake = resolve));
    const taken = this.bytes.subarray(0, size);
    this.bytes = this.bytes.subarray(size);
    return taken;
  }
  async shake(path = this.path) {
    const key = randomBytes(16).toString('base64');
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${this.host}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
    let head = '';
    while (!head.endsWith('\r\n\r\n')) head += (await this.take(1)).toString('latin1');
    const accept = createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
      .digest('base64');
    return {status: Number(head.split(' ')[1]), right: head.includes(accept)};
  }
  send(first, payload) {
    assert(payload.length < 126);
    const mask = randomBytes(4);
    const masked = payload.map((byte, i) => byte ^ mask[i % 4]);
    this.socket.write(Buffer.concat([Buffer.from([first, 0x80 | payload.length]), mask, masked]));
  }
  /// The next message that is not a ping.
  async hear() {
    for (;;) {
      const [first, length] = await this.take(2);
      assert(length < 126, 'short, and not masked by a server');
      const payload = await this.take(length);
      if (first !== 0x89) return {first, payload};
    }
  }
}

async function oddCases(address) {
  const one = new BareSocket(address);
  assert.deepEqual(await one.shake(), {status: 101, right: true});
  one.send(0x02, Buffer.from('in three '));  // RFC 6455, 5.4: a message in fragments …
  one.send(0x89, Buffer.from('ping'));       // … with a control frame between them
  one.send(0x00, Buffer.from('pieces'));
  one.send(0x80, Buffer.from('!'));
  const pong = await one.hear();
  assert.equal(pong.first, 0x8a);
  assert.equal(pong.payload.toString(), 'ping');
  assert.equal((await one.hear()).payload.toString(), 'in three pieces!');
  one.send(0x81, Buffer.from('text'));
  const refusal = await one.hear();
  assert.equal(refusal.first, 0x88);
  assert.equal(refusal.payload.readUInt16BE(), 1003, 'unsupported data');
  one.socket.destroy();

  const two = new BareSocket(address);
  assert.equal((await two.shake('/elsewhere')).status, 404);
  two.socket.destroy();

  const three = new BareSocket(address);
  assert.equal((await three.shake()).status, 101);
  three.socket.write(Buffer.from([0x82, 0x05, 1, 2, 3, 4, 5]));  // a client that does not mask
  const error = await three.hear();
  assert.equal(error.payload.readUInt16BE(), 1002, 'protocol error');
  three.socket.destroy();

  const four = new BareSocket(address);
  assert.equal((await four.shake()).status, 101);
  const length = Buffer.alloc(14);
  length[0] = 0x82;
  length[1] = 0xff;
  length.writeBigUInt64BE(2_000_001n, 2);  // one byte more than this peer takes
  four.socket.write(length);
  assert.equal((await four.hear()).payload.readUInt16BE(), 1009, 'too big');
  four.socket.destroy();
}

const peer = spawn(process.argv[2], ['--listen', 'ws://127.0.0.1:0/swarm']);
try {
  const address = await new Promise((resolve) => {
    peer.stdout.once('data', (line) => resolve(line.toString().trim()));
  });
  await clientExchanges(address);
  await oddCases(address);
  await clientExchanges(address);
} finally {
  peer.kill('SIGKILL');
  clearTimeout(bound);
}
