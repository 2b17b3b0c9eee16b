"""The broker: Dramatiq on RabbitMQ. Imported only where `AMPARO_BROKER_URL` is set.

What travels is the id of a job, to a queue for each kind of process, with a priority. Nothing of the ledger is decided
here: Dramatiq's own delays, retries and dead letters are not used.
"""

import logging
import ssl
import struct
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dramatiq
import pika
from django.conf import settings
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.common import current_millis
from dramatiq.worker import Worker
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError
from typing_extensions import override

from amparo.core.errors import AmparoError
from amparo.core.jobs.handing_over import Handed

# How long anything may take: reaching the broker, and its silence on an open connection.
_PATIENCE_S = 5
_HEARTBEAT_S = 10
# The broker orders by the priority of a message, from 0: that of a job in tens.
_MOST_PRIORITY = 3
# What pika raises: its own errors, those of connecting, which have another root, and whatever it stumbles over when
# a server that is no broker answers.
_FAULTS = (
    AMQPError,
    AMQPConnectorException,
    dramatiq.ConnectionClosed,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    struct.error,
)


class BrokerAway(AmparoError):
    """The broker can't be reached, does not let us in, or does not answer as one."""

    code = "BROKER_AWAY"


class _Broker(RabbitmqBroker):
    """Dramatiq's broker, with our own ways of connecting and without its middleware."""

    def __init__(self, threads: int = 1) -> None:
        logging.getLogger("pika").setLevel(logging.CRITICAL + 1)
        super().__init__(middleware=[], max_priority=_MOST_PRIORITY, host="")
        self.parameters = parameters_of(settings.BROKER_URL)
        self._threads = threads

    @override
    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Any:
        """Fetch no more than is worked at: what waits behind a long job is for the others."""
        return super().consume(queue_name, prefetch=self._threads, timeout=timeout)


class Link:
    """A connection of one thread on which ids are published. It is opened when it is used, and again after a fault."""

    def __init__(self) -> None:
        self._broker = _Broker()

    def publish(self, jobs: Sequence[Handed]) -> None:
        """Publish ids. Whether the broker wrote them down is not waited for: what it loses is found in the ledger.

        Raises:
            BrokerAway: some or all of them were not taken.
        """

        def publish() -> None:
            for job in jobs:
                self._publish(job)

        self._try(publish)

    def depth(self, queue: str) -> int:
        """Return how many ids wait in the broker for one kind of process.

        Raises:
            BrokerAway: it can't be asked.
        """
        name = queue_name(queue)
        found: list[int] = []

        def ask() -> None:
            self._broker.declare_queue(name, ensure=True)
            answer = self._broker.channel.queue_declare(queue=name, passive=True)
            found.append(answer.method.message_count)

        self._try(ask)
        return found[0]

    def breathe(self) -> None:
        """Answer the broker's heartbeats on a connection that is open but idle.

        Raises:
            BrokerAway: it has ended meanwhile.
        """
        if getattr(self._broker.state, "connection", None) is not None:
            self._try(lambda: self._broker.connection.process_data_events(time_limit=0))

    def close(self) -> None:
        """Close what is open."""
        self._broker.close()

    def _publish(self, job: Handed) -> None:
        name = queue_name(job.queue)
        self._broker.declare_queue(name, ensure=True)
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=name,
            actor_name=name,
            args=(job.job_id,),
            kwargs={},
            options={},
            message_timestamp=current_millis(),
        )
        properties = pika.BasicProperties(delivery_mode=2, priority=max(0, job.priority // 10))
        self._broker.channel.basic_publish("", name, message.encode(), properties)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except _FAULTS as error:
            self._forget_connection()
            raise BrokerAway from error

    def _forget_connection(self) -> None:
        try:
            del self._broker.connection
        except _FAULTS:
            self._broker = _Broker()


class Consumer:
    """The threads of this process that take ids from its queues."""

    def __init__(self, queues: Sequence[str], do: Callable[[int], None], *, threads: int) -> None:
        self._names = [queue_name(queue) for queue in queues]
        self._broker = _Broker(threads)
        for name in self._names:
            _say_less(name)
            dramatiq.actor(broker=self._broker, queue_name=name, actor_name=name)(do)
        self._worker = Worker(
            self._broker, queues=set(self._names), worker_timeout=500, worker_threads=threads
        )

    def start(self) -> None:
        """Begin; while the broker is away it is tried again every few seconds."""
        self._worker.start()

    def stop(self) -> None:
        """Let each thread finish its job, for some seconds, and close."""
        self._worker.stop(timeout=_PATIENCE_S * 1000)
        self._broker.close()

    @property
    def is_connected(self) -> bool:
        """Whether ids come, as far as is known: a broker that hangs is noticed by its missing heartbeats."""
        return all(self._is_open(name) for name in self._names)

    def _is_open(self, name: str) -> bool:
        found = self._worker.consumers.get(name)
        connection = getattr(None if found is None else found.consumer, "connection", None)
        return connection is not None and bool(connection.is_open)


def _say_less(name: str) -> None:
    """Leave it to us to say once that the broker is away: the library would say it every few seconds, at length."""
    for logger in (f"dramatiq.worker.ConsumerThread({name})", f"dramatiq.worker.ConsumerThread({name}.DQ)"):
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)


def queue_name(queue: str) -> str:
    """Return the broker's name of a kind of process's queue."""
    return f"amparo.{queue}"


def parameters_of(url: str) -> pika.URLParameters:
    """Return how to connect to the broker at an address (`settings/brokers.py` has checked it)."""
    parts = urlsplit(url)
    bare = parts._replace(query="").geturl()
    parameters = pika.URLParameters(bare)
    if parts.scheme == "amqps":
        given = dict(parse_qsl(parts.query))
        context = ssl.create_default_context(cafile=given.get("cafile"))
        if "certfile" in given:
            context.load_cert_chain(given["certfile"], given.get("keyfile"))
        parameters.ssl_options = pika.SSLOptions(context, server_hostname=parts.hostname)
    parameters.heartbeat = _HEARTBEAT_S
    parameters.socket_timeout = _PATIENCE_S
    parameters.stack_timeout = _PATIENCE_S
    parameters.blocked_connection_timeout = _PATIENCE_S
    parameters.connection_attempts = 1
    return parameters
