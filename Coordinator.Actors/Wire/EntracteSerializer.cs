using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using MessagePack;

namespace Entracte.Coordinator.Wire;

/// <summary>
/// Messages between nodes are MessagePack, and their manifest is the name of the record. Only what this assembly marks as a message can be named by a
/// manifest: a stranger's bytes never choose a type.
/// </summary>
public sealed class EntracteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    // Untrusted: whoever can reach the port must not be able to exhaust memory or stack (hash collisions, nesting).
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    private static readonly FrozenDictionary<string, IMessageCodec> ByManifest = typeof(EntracteSerializer).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IEntracteMessage).IsAssignableFrom(type))
        .ToFrozenDictionary(type => type.Name, CodecOf);

    /// <summary>1 to 100 are Akka's.</summary>
    public override int Identifier => 4711;

    /// <summary>Takes every message of ours, in a system whose configuration says nothing of us.</summary>
    public static void Bind(ExtendedActorSystem system)
    {
        var serializer = new EntracteSerializer(system);
        system.Serialization.AddSerializer("entracte", serializer);
        system.Serialization.AddSerializationMap(typeof(IEntracteMessage), serializer);
    }

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj) => CodecFor(Manifest(obj)).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return CodecFor(manifest).Read(bytes);
        }
        catch (MessagePackSerializationException damaged)
        {
            throw new SerializationException($"{bytes.Length} bytes are no {manifest}: {damaged.Message}", damaged);
        }
    }

    private static IMessageCodec CodecFor(string manifest)
        => ByManifest.GetValueOrDefault(manifest) ?? throw new SerializationException($"'{manifest}' is not the name of a message of Entracte");

    private static IMessageCodec CodecOf(Type type) => (IMessageCodec)Activator.CreateInstance(typeof(MessageCodec<>).MakeGenericType(type))!;

    private interface IMessageCodec
    {
        byte[] Write(object message);

        object Read(byte[] bytes);
    }

    private sealed class MessageCodec<T> : IMessageCodec
        where T : notnull
    {
        public byte[] Write(object message) => MessagePackSerializer.Serialize((T)message, Options);

        public object Read(byte[] bytes) => MessagePackSerializer.Deserialize<T>(bytes, Options);
    }
}
