using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Gossip;
using Akka.Serialization;

namespace Akka.Cluster.Serialization;

/// <summary>The cluster daemons' messages in bytes.</summary>
public sealed class ClusterMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 5;

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            Write(writer, obj);
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            return manifest switch
            {
                nameof(InitJoin) => new InitJoin(),
                nameof(InitJoinAck) => new InitJoinAck(Address.Parse(reader.ReadString())),
                nameof(Join) => new Join(ReadAddress(reader), [.. ReadList(reader, reader.ReadString)]),
                nameof(Welcome) => new Welcome(ReadAddress(reader), ReadState(reader)),
                nameof(GossipEnvelope) => new GossipEnvelope(ReadAddress(reader), ReadState(reader)),
                nameof(Heartbeat) => new Heartbeat(ReadAddress(reader)),
                nameof(HeartbeatRsp) => new HeartbeatRsp(ReadAddress(reader)),
                nameof(ExitingConfirmed) => new ExitingConfirmed(ReadAddress(reader)),
                _ => throw new SerializationException($"Unknown manifest [{manifest}]"),
            };
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or UriFormatException)
        {
            throw new SerializationException($"{bytes.Length} bytes are no {manifest}", damaged);
        }
    }

    private static void Write(BinaryWriter writer, object message)
    {
        switch (message)
        {
            case InitJoin:
                break;
            case InitJoinAck ack:
                writer.Write(ack.Address.ToString());
                break;
            case Join join:
                WriteAddress(writer, join.Node);
                WriteList(writer, join.Roles, writer.Write);
                break;
            case Welcome welcome:
                WriteAddress(writer, welcome.From);
                WriteState(writer, welcome.State);
                break;
            case GossipEnvelope envelope:
                WriteAddress(writer, envelope.From);
                WriteState(writer, envelope.State);
                break;
            case Heartbeat heartbeat:
                WriteAddress(writer, heartbeat.From);
                break;
            case HeartbeatRsp answer:
                WriteAddress(writer, answer.From);
                break;
            case ExitingConfirmed confirmed:
                WriteAddress(writer, confirmed.Node);
                break;
            default:
                throw new ArgumentException($"Cannot serialize {message.GetType()}");
        }
    }

    private static void WriteState(BinaryWriter writer, GossipState state)
    {
        WriteList<Member>(writer, [.. state.Members.Values], member =>
        {
            WriteAddress(writer, member.UniqueAddress);
            writer.Write(member.UpNumber);
            writer.Write((byte)member.Status);
            WriteList(writer, member.Roles, writer.Write);
        });
        WriteList(writer, state.Removed, gone =>
        {
            WriteAddress(writer, gone.Key);
            writer.Write(gone.Value);
        });
        WriteList(writer, state.Observations, observation =>
        {
            WriteAddress(writer, observation.Key);
            writer.Write(observation.Value.Version);
            WriteList(writer, observation.Value.Unreachable, subject => WriteAddress(writer, subject));
        });
    }

    private static GossipState ReadState(BinaryReader reader) => new()
    {
        Members = GossipState.NoMembers.SetItems(ReadList(
            reader,
            () => new Member(ReadAddress(reader), reader.ReadInt32(), (MemberStatus)reader.ReadByte(), [.. ReadList(reader, reader.ReadString)]))
            .Select(member => KeyValuePair.Create(member.UniqueAddress, member))),
        Removed = ReadList(reader, () => KeyValuePair.Create(ReadAddress(reader), reader.ReadBoolean())).ToImmutableDictionary(),
        Observations = ReadList(
            reader,
            () => KeyValuePair.Create(ReadAddress(reader), new Observation(reader.ReadInt64(), [.. ReadList(reader, () => ReadAddress(reader))])))
            .ToImmutableDictionary(),
    };

    private static void WriteAddress(BinaryWriter writer, UniqueAddress address)
    {
        writer.Write(address.Address.ToString());
        writer.Write(address.Uid);
    }

    private static UniqueAddress ReadAddress(BinaryReader reader) => new(Address.Parse(reader.ReadString()), reader.ReadInt32());

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyCollection<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
            write(item);
    }

    private static List<T> ReadList<T>(BinaryReader reader, Func<T> read)
    {
        var items = new List<T>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            items.Add(read());
        return items;
    }
}
