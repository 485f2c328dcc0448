using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>The section <c>akka.cluster.singleton-proxy</c>.</summary>
public sealed class ClusterSingletonProxySettings
{
    public ClusterSingletonProxySettings(string singletonName, string role, TimeSpan singletonIdentificationInterval, int bufferSize)
    {
        if (string.IsNullOrEmpty(singletonName))
            throw new ArgumentNullException(nameof(singletonName));
        SingletonName = singletonName;
        Role = string.IsNullOrEmpty(role) ? null : role;
        SingletonIdentificationInterval = singletonIdentificationInterval;
        BufferSize = bufferSize;
    }

    public string SingletonName { get; }

    public string Role { get; }

    public TimeSpan SingletonIdentificationInterval { get; }

    public int BufferSize { get; }

    public static ClusterSingletonProxySettings Create(ActorSystem system) => Create(SingletonDefaults.Of(system, "akka.cluster.singleton-proxy"));

    public static ClusterSingletonProxySettings Create(Config config) => new(
        config.GetString("singleton-name"), config.GetString("role"), config.GetTimeSpan("singleton-identification-interval"), config.GetInt("buffer-size"));

    public ClusterSingletonProxySettings WithSingletonName(string singletonName) => new(singletonName, Role, SingletonIdentificationInterval, BufferSize);

    public ClusterSingletonProxySettings WithRole(string role) => new(SingletonName, role, SingletonIdentificationInterval, BufferSize);

    public ClusterSingletonProxySettings WithSingletonIdentificationInterval(TimeSpan singletonIdentificationInterval) =>
        new(SingletonName, Role, singletonIdentificationInterval, BufferSize);

    public ClusterSingletonProxySettings WithBufferSize(int bufferSize) => new(SingletonName, Role, SingletonIdentificationInterval, bufferSize);
}
