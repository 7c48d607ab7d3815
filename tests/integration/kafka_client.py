"""What tests ask a Kafka broker themselves, by librdkafka: topics and groups of others, and what a run has left."""
import ctypes
import os
import signal
import subprocess
import time

LIBRARY = "librdkafka.so.1"
PRODUCER, CONSUMER = 0, 1
COPY = 2
ASK_MS = 10000


class Partition(ctypes.Structure):
    _fields_ = [("id", ctypes.c_int32), ("err", ctypes.c_int), ("leader", ctypes.c_int32), ("replicas", ctypes.c_int),
                ("replica", ctypes.c_void_p), ("isrs", ctypes.c_int), ("isr", ctypes.c_void_p)]


class Topic(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("partitions", ctypes.c_int), ("partition", ctypes.POINTER(Partition)), ("err", ctypes.c_int)]


class Broker(ctypes.Structure):
    _fields_ = [("id", ctypes.c_int32), ("host", ctypes.c_char_p), ("port", ctypes.c_int)]


class Metadata(ctypes.Structure):
    _fields_ = [("brokers", ctypes.c_int), ("broker", ctypes.POINTER(Broker)), ("topics", ctypes.c_int), ("topic", ctypes.POINTER(Topic))]


class Group(ctypes.Structure):
    _fields_ = [("broker", Broker), ("name", ctypes.c_char_p), ("err", ctypes.c_int), ("state", ctypes.c_char_p),
                ("protocol_type", ctypes.c_char_p), ("protocol", ctypes.c_char_p), ("member", ctypes.c_void_p), ("members", ctypes.c_int)]


class Groups(ctypes.Structure):
    _fields_ = [("group", ctypes.POINTER(Group)), ("groups", ctypes.c_int)]


class Offset(ctypes.Structure):
    _fields_ = [("topic", ctypes.c_char_p), ("partition", ctypes.c_int32), ("offset", ctypes.c_int64), ("metadata", ctypes.c_void_p),
                ("metadata_size", ctypes.c_size_t), ("opaque", ctypes.c_void_p), ("err", ctypes.c_int), ("private", ctypes.c_void_p)]


class Offsets(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int), ("size", ctypes.c_int), ("offset", ctypes.POINTER(Offset))]


def library():
    lib = ctypes.CDLL(LIBRARY)
    for name in ("conf_new", "new", "topic_new", "topic_partition_list_new", "topic_partition_list_add", "err2str"):
        getattr(lib, "rd_kafka_" + name).restype = ctypes.c_void_p
    lib.rd_kafka_err2str.restype = ctypes.c_char_p
    lib.rd_kafka_topic_partition_list_new.restype = ctypes.POINTER(Offsets)
    lib.rd_kafka_topic_partition_list_add.restype = ctypes.POINTER(Offset)
    return lib


class Client:
    """One handle; group: of a consumer that commits in that group's name."""

    def __init__(self, url, group=None):
        self.lib = library()
        conf = ctypes.c_void_p(self.lib.rd_kafka_conf_new())
        settings = {"bootstrap.servers": url.split("//", 1)[1].split("?", 1)[0], "client.id": "others", "log_level": "0"}
        if group:
            settings["group.id"] = group
        for name, value in settings.items():
            self.lib.rd_kafka_conf_set(conf, name.encode(), value.encode(), None, ctypes.c_size_t(0))
        self.handle = ctypes.c_void_p(self.lib.rd_kafka_new(CONSUMER if group else PRODUCER, conf, None, ctypes.c_size_t(0)))
        self.group = group

    def check(self, code):
        if code:
            raise OSError(self.lib.rd_kafka_err2str(code).decode())

    def close(self):
        self.lib.rd_kafka_destroy_flags(self.handle, 8)

    def topics(self):
        """Names of topics and their numbers of partitions."""
        metadata = ctypes.POINTER(Metadata)()
        self.check(self.lib.rd_kafka_metadata(self.handle, 1, None, ctypes.byref(metadata), ASK_MS))
        found = {metadata[0].topic[i].name.decode(): metadata[0].topic[i].partitions for i in range(metadata[0].topics)}
        self.lib.rd_kafka_metadata_destroy(metadata)
        return found

    def groups(self):
        groups = ctypes.POINTER(Groups)()
        self.check(self.lib.rd_kafka_list_groups(self.handle, None, ctypes.byref(groups), ASK_MS))
        found = sorted(groups[0].group[i].name.decode() for i in range(groups[0].groups))
        self.lib.rd_kafka_group_list_destroy(groups)
        return found

    def produce(self, topic, values):
        handle = ctypes.c_void_p(self.lib.rd_kafka_topic_new(self.handle, topic.encode(), None))
        for value in values:
            self.check(self.lib.rd_kafka_produce(handle, 0, COPY, value, ctypes.c_size_t(len(value)), None, ctypes.c_size_t(0), None))
        self.check(self.lib.rd_kafka_flush(self.handle, 30000))
        self.lib.rd_kafka_topic_destroy(handle)

    def ends(self, topic):
        low, high = ctypes.c_int64(), ctypes.c_int64()
        self.check(self.lib.rd_kafka_query_watermark_offsets(self.handle, topic.encode(), 0, ctypes.byref(low), ctypes.byref(high), ASK_MS))
        return low.value, high.value

    def commit(self, topic, offset):
        offsets = self.lib.rd_kafka_topic_partition_list_new(1)
        self.lib.rd_kafka_topic_partition_list_add(offsets, topic.encode(), 0)[0].offset = offset
        self.check(self.lib.rd_kafka_commit(self.handle, offsets, 0))
        self.lib.rd_kafka_topic_partition_list_destroy(offsets)

    def committed(self, topic):
        offsets = self.lib.rd_kafka_topic_partition_list_new(1)
        self.lib.rd_kafka_topic_partition_list_add(offsets, topic.encode(), 0)
        self.check(self.lib.rd_kafka_committed(self.handle, offsets, ASK_MS))
        self.check(offsets[0].offset[0].err)
        found = offsets[0].offset[0].offset
        self.lib.rd_kafka_topic_partition_list_destroy(offsets)
        return found


class Others:
    """Topics, records, groups and offsets that belong to somebody else, some called nearly as a run's are."""
    topics = ("orders", "pc_orders", "pc_1_2_3_4-t")
    groups = ("billing", "pc_billing")

    def __init__(self, url):
        self.url = url
        client = Client(url)
        for topic in self.topics:
            client.produce(topic, [b"a", b"b", b"c"])
        client.close()
        for i, group in enumerate(self.groups):
            member = Client(url, group)
            for topic in self.topics:
                member.commit(topic, i + 1)
            member.close()

    def state(self):
        client = Client(self.url)
        there, groups = client.topics(), client.groups()
        found = {topic: (there.get(topic), client.ends(topic)) for topic in self.topics if topic in there}
        client.close()
        for group in self.groups:
            member = Client(self.url, group)
            found[group] = (group in groups, [member.committed(topic) for topic in self.topics])
            member.close()
        return found

    def leftovers(self):
        """Topics and groups that bear a run's name."""
        client = Client(self.url)
        names = [name for name in list(client.topics()) + client.groups() if name.startswith("pc_")]
        client.close()
        return [name for name in names if name not in self.topics + self.groups]


class Server:
    """The broker that with-kafka has started."""

    def __init__(self, url):
        self.url = url
        self.folder = os.environ["PC_TEST_KAFKA_FOLDER"]
        self.process = None  # of one that was started again

    def pid(self):
        with open(os.path.join(self.folder, "kafka.pid"), encoding="utf-8") as file:
            return int(file.read())

    def signal(self, number):
        os.kill(self.pid(), number)

    def start(self):
        """Again, with what it had."""
        # A session of its own would have the script fork, and write down the id of a process that is gone.
        self.process = subprocess.Popen([os.path.join(self.folder, "start")], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.ready()

    def kill(self):
        pid = self.pid()
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 60
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < until:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                if file.read().rsplit(")", 1)[1].split()[0] in "ZX":
                    return
            time.sleep(0.02)
        if self.process:
            self.process.wait()
            self.process = None

    def ready(self):
        """Until it tells its topics and groups."""
        until = time.monotonic() + 240
        while True:
            client = Client(self.url)
            try:
                client.topics()
                client.groups()
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            finally:
                client.close()
