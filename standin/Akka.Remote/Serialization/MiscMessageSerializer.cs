using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Remote.Transport;
using Akka.Serialization;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Messages of Akka's own that are sent to other systems.</summary>
public sealed class MiscMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string IdentifyManifest = "ID";
    private const string IdentityManifest = "AID";
    private const string PoisonPillManifest = "PP";
    private const string KillManifest = "K";

    public override int Identifier => 16;

    public override string Manifest(object o) => o switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => IdentityManifest,
        PoisonPill => PoisonPillManifest,
        Kill => KillManifest,
        _ => throw new ArgumentException($"Cannot serialize {o.GetType()}"),
    };

    public override byte[] ToBinary(object obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        switch (obj)
        {
            case Identify identify:
                WriteId(writer, identify.MessageId);
                break;
            case ActorIdentity identity:
                WriteId(writer, identity.MessageId);
                writer.Write(AkkaSerialization.SerializedActorPath(identity.Subject));
                break;
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        switch (manifest)
        {
            case IdentifyManifest:
                return new Identify(ReadId(reader));
            case IdentityManifest:
                var id = ReadId(reader);
                return new ActorIdentity(id, reader.ReadString() is { Length: > 0 } path ? system.Provider.ResolveActorRef(path) : null);
            case PoisonPillManifest:
                return PoisonPill.Instance;
            case KillManifest:
                return Kill.Instance;
            default:
                throw new SerializationException($"Unknown manifest [{manifest}]");
        }
    }

    private void WriteId(BinaryWriter writer, object id)
    {
        writer.Write(id is not null);
        if (id is not null)
            writer.WriteMessage(system, id);
    }

    private object ReadId(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadMessage(system) : null;
}
