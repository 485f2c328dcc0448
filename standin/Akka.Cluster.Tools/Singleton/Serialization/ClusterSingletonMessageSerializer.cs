using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Cluster.Tools.Singleton.Serialization;

/// <summary>Messages that say all they have to say by their names.</summary>
public sealed class ClusterSingletonMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string HandOverToMeManifest = "A";
    private const string HandOverDoneManifest = "C";

    public override int Identifier => 14;

    public override string Manifest(object o) => o switch
    {
        HandOverToMe => HandOverToMeManifest,
        HandOverDone => HandOverDoneManifest,
        _ => throw new ArgumentException($"Cannot serialize {o.GetType()}"),
    };

    public override byte[] ToBinary(object obj) => [];

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        HandOverToMeManifest => HandOverToMe.Instance,
        HandOverDoneManifest => HandOverDone.Instance,
        _ => throw new SerializationException($"Unknown manifest [{manifest}]"),
    };
}
