using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>The section <c>akka.cluster.singleton</c>.</summary>
public sealed class ClusterSingletonManagerSettings
{
    public ClusterSingletonManagerSettings(string singletonName, string role, TimeSpan removalMargin, TimeSpan handOverRetryInterval)
    {
        if (string.IsNullOrWhiteSpace(singletonName))
            throw new ArgumentNullException(nameof(singletonName));
        SingletonName = singletonName;
        Role = string.IsNullOrEmpty(role) ? null : role;
        RemovalMargin = removalMargin;
        HandOverRetryInterval = handOverRetryInterval;
    }

    public string SingletonName { get; }

    public string Role { get; }

    public TimeSpan RemovalMargin { get; }

    public TimeSpan HandOverRetryInterval { get; }

    public static ClusterSingletonManagerSettings Create(ActorSystem system) =>
        Create(SingletonDefaults.Of(system, "akka.cluster.singleton")).WithRemovalMargin(Cluster.Get(system).DowningProvider.DownRemovalMargin);

    public static ClusterSingletonManagerSettings Create(Config config) => new(
        config.GetString("singleton-name"), config.GetString("role"), TimeSpan.Zero, config.GetTimeSpan("hand-over-retry-interval"));

    public ClusterSingletonManagerSettings WithSingletonName(string singletonName) => new(singletonName, Role, RemovalMargin, HandOverRetryInterval);

    public ClusterSingletonManagerSettings WithRole(string role) => new(SingletonName, role, RemovalMargin, HandOverRetryInterval);

    public ClusterSingletonManagerSettings WithRemovalMargin(TimeSpan removalMargin) => new(SingletonName, Role, removalMargin, HandOverRetryInterval);

    public ClusterSingletonManagerSettings WithHandOverRetryInterval(TimeSpan handOverRetryInterval) => new(SingletonName, Role, RemovalMargin, handOverRetryInterval);
}
