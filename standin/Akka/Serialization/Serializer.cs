using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Makes bytes of objects and objects of bytes.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    protected Serializer(ExtendedActorSystem system) => this.system = system;

    /// <summary>Names the serializer on the wire; 1 to 100 belong to Akka.</summary>
    public virtual int Identifier => SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system);

    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    public abstract object FromBinary(byte[] bytes, Type type);

    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));
}

/// <summary>A serializer whose types have names of its own, which survive the renaming of classes.</summary>
public abstract class SerializerWithStringManifest(ExtendedActorSystem system) : Serializer(system)
{
    public sealed override bool IncludeManifest => true;

    public abstract string Manifest(object o);

    public abstract object FromBinary(byte[] bytes, string manifest);

    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, type.AssemblyQualifiedName);
}

public static class SerializerIdentifierHelper
{
    public const string SerializationIdentifiers = "akka.actor.serialization-identifiers";

    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        foreach (var (name, value) in system.Settings.Config.GetConfig(SerializationIdentifiers)?.AsEnumerable() ?? [])
        {
            if (Util.TypeFinder.Find(name) == type)
                return value.GetInt();
        }
        throw new ArgumentException($"Couldn't find serializer id for [{type}] under [{SerializationIdentifiers}] HOCON path", nameof(type));
    }
}
