using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>The defaults of this part, which no provider has injected, below the system's own settings.</summary>
internal static class SingletonDefaults
{
    private static readonly Config Reference = ConfigurationFactory.FromResource("Akka.Cluster.Tools.Configuration.ClusterSingleton.conf", typeof(SingletonDefaults).Assembly);

    public static Config Of(ActorSystem system, string path) => system.Settings.Config.WithFallback(Reference).GetConfig(path);

    /// <summary>The managers' messages get their serializer when the first of them is made; once per system.</summary>
    public static void Bind(ActorSystem system) => system.WithExtension<Binding, BindingProvider>();

    internal sealed class Binding : IExtension;

    internal sealed class BindingProvider : ExtensionIdProvider<Binding>
    {
        public override Binding CreateExtension(ExtendedActorSystem system)
        {
            var serializer = new Serialization.ClusterSingletonMessageSerializer(system);
            system.Serialization.AddSerializer(serializer);
            system.Serialization.AddSerializationMap(typeof(IClusterSingletonMessage), serializer);
            return new Binding();
        }
    }
}
