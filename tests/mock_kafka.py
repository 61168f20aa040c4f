"""A broker of librdkafka in a process of its own, and a line to it that can break."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading

BROKER = """
import sys
from confluent_kafka import Producer
producer = Producer({"test.mock.num.brokers": int(sys.argv[1]), "bootstrap.servers": "x"})
print(",".join(f"{b.host}:{b.port}" for b in producer.list_topics(timeout=60).brokers.values()), flush=True)
sys.stdin.read()
"""


class MockKafka:
    """Brokers of one cluster: topics appear on first use, with 4 partitions; all is lost when the process ends."""

    def __init__(self, brokers=1):
        command = [sys.executable, "-c", BROKER, str(brokers)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, text=True, **pipes)
        self.servers = self.process.stdout.readline().strip()
        assert self.servers, "the mock broker did not start"

    def produce(self, topic, messages, *, partition=None, **settings):
        """Send messages, each a body or (key, body), and wait until all have arrived."""
        from confluent_kafka import Producer

        producer = Producer({"bootstrap.servers": self.servers, "linger.ms": 5, **settings})
        transactional = "transactional.id" in settings
        if transactional:
            producer.init_transactions()
            producer.begin_transaction()
        where = {} if partition is None else {"partition": partition}
        for number, message in enumerate(messages):
            key, body = message if isinstance(message, tuple) else (None, message)
            producer.produce(topic, body, key=key, **where)
            if number % 1000 == 0:
                producer.poll(0)
        assert producer.flush(60) == 0
        return producer

    def pause(self):
        """Stop answering, as a machine that hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        """Answer again."""
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        """End it; everything in it is gone."""
        self.resume()
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Line:
    """A port in front of a server, by which its line can be cut and joined again."""

    def __init__(self, port):
        self._port, self._open, self._pairs = port, True, []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._wake, self._woken = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self):
        """Break every connection, and refuse new ones."""
        self._open = False
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def join(self):
        """Let connections through again."""
        self._open = True

    def close(self):
        """End it."""
        self.cut()
        os.write(self._woken, b"x")
        self._thread.join(10)
        for end in (self._wake, self._woken):
            os.close(end)
        self._server.close()

    def _run(self):
        while True:
            ends = {a: b for pair in self._pairs for a, b in (pair, pair[::-1])}
            ready = select.select([self._wake, self._server, *ends], [], [])[0]
            if self._wake in ready:
                return
            for end in ready:
                if end is self._server:
                    self._accept()
                elif end in ends:
                    self._pass(end, ends[end])

    def _accept(self):
        client = self._server.accept()[0]
        if not self._open:
            client.close()
            return
        self._pairs.append((client, socket.create_connection(("127.0.0.1", self._port))))

    def _pass(self, one, other):
        try:
            block = one.recv(1 << 16)
            other.sendall(block)
        except OSError:
            block = b""
        if not block:
            self._pairs = [pair for pair in self._pairs if one not in pair]
            one.close()
            other.close()
