using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Finds the serializer of a class (<c>akka.actor.serialization-bindings</c>, the most specific binding) and of an identifier. Other than Akka there is
/// no serializer for everything: a class without a binding is an error.
/// </summary>
public class Serialization
{
    [ThreadStatic]
    private static Address t_transportAddress;

    private readonly ExtendedActorSystem _system;
    private readonly Dictionary<string, Serializer> _byName = [];
    private readonly Dictionary<int, Serializer> _byIdentifier = [];
    private readonly List<(Type Type, Serializer Serializer)> _bindings = [];
    private readonly ConcurrentDictionary<Type, Serializer> _found = new();

    public Serialization(ExtendedActorSystem system)
    {
        _system = system;
        var config = system.Settings.Config;
        foreach (var (name, type) in config.GetConfig("akka.actor.serializers").AsEnumerable())
            AddSerializer(name, NewSerializer(TypeFinder.Find(type.GetString())));
        foreach (var (type, name) in config.GetConfig("akka.actor.serialization-bindings").AsEnumerable())
        {
            if (!_byName.TryGetValue(name.GetString(), out var serializer))
                throw new Configuration.ConfigurationException($"Serialization binding to non existing serializer: '{name.GetString()}'");
            AddSerializationMap(TypeFinder.Find(type), serializer);
        }
    }

    public ExtendedActorSystem System => _system;

    public void AddSerializer(Serializer serializer) => _byIdentifier.Add(serializer.Identifier, serializer);

    public void AddSerializer(string name, Serializer serializer)
    {
        AddSerializer(serializer);
        _byName.Add(name, serializer);
    }

    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bindings.Add((type, serializer));
        _found.Clear();
    }

    public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) => FindSerializerForType(obj.GetType(), defaultSerializerName);

    public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null) =>
        Find(objectType)
        ?? (defaultSerializerName != null ? _byName[defaultSerializerName] : null)
        ?? throw new SerializationException($"No serializer is bound to {objectType}: bind it, or an interface of it, in akka.actor.serialization-bindings");

    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    public object Deserialize(byte[] bytes, int serializerId, Type type) => ById(serializerId) switch
    {
        SerializerWithStringManifest named => named.FromBinary(bytes, type?.AssemblyQualifiedName ?? ""),
        var serializer => serializer.FromBinary(bytes, type),
    };

    public object Deserialize(byte[] bytes, int serializerId, string manifest) => ById(serializerId) switch
    {
        SerializerWithStringManifest named => named.FromBinary(bytes, manifest),
        var serializer => serializer.FromBinary(bytes, string.IsNullOrEmpty(manifest) ? null : TypeFinder.Find(manifest)),
    };

    public IActorRef DeserializeActorRef(string path) => _system.Provider.ResolveActorRef(path);

    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => msg.GetType().AssemblyQualifiedName,
        _ => "",
    };

    /// <summary>The full path of the reference, with its uid, and with the address that the message is on its way to be sent from.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef == null || ReferenceEquals(actorRef, ActorRefs.NoSender))
            return string.Empty;
        var address = t_transportAddress ?? (actorRef is IInternalActorRef and not Nobody ? ((IInternalActorRef)actorRef).Provider.DefaultAddress : null);
        return address is not null ? actorRef.Path.ToSerializationFormatWithAddress(address) : actorRef.Path.ToSerializationFormat();
    }

    public static T WithTransport<T>(ActorSystem system, Address address, Func<T> action)
    {
        var before = t_transportAddress;
        t_transportAddress = address;
        try
        {
            return action();
        }
        finally
        {
            t_transportAddress = before;
        }
    }

    /// <summary>
    /// What becomes of a message on its way to another machine. Texts, numbers and Akka's own messages need no proof and pass as they are.
    /// </summary>
    internal object ThereAndBack(object message)
    {
        var type = message.GetType();
        if (message is INoSerializationVerificationNeeded || type.IsPrimitive || type == typeof(string) || type.Assembly == typeof(Serialization).Assembly)
            return message;
        var serializer = FindSerializerFor(message);
        return WithTransport(_system, _system.Provider.DefaultAddress, () =>
            Deserialize(serializer.ToBinary(message), serializer.Identifier, ManifestFor(serializer, message)));
    }

    private Serializer Find(Type type) => _found.GetOrAdd(type, wanted =>
    {
        var fitting = _bindings.Where(binding => binding.Type.IsAssignableFrom(wanted)).ToList();
        return fitting.FirstOrDefault(binding => fitting.All(other => other.Type.IsAssignableFrom(binding.Type))).Serializer
            ?? fitting.FirstOrDefault().Serializer;
    });

    private Serializer ById(int identifier) => _byIdentifier.TryGetValue(identifier, out var serializer)
        ? serializer
        : throw new SerializationException($"Cannot find serializer with id [{identifier}]");

    private Serializer NewSerializer(Type type) => (Serializer)(type.GetConstructor([typeof(ExtendedActorSystem)]) is { } constructor
        ? constructor.Invoke([_system])
        : Activator.CreateInstance(type));
}
