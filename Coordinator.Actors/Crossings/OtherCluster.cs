using Akka.Actor;
using Entracte.Coordinator.Attempts;
using Entracte.Coordinator.Checkpoints;

namespace Entracte.Coordinator.Crossings;

/// <summary>
/// Another cluster, as one of its nodes describes it. Its nodes are spoken to by their addresses and never watched: they are no members here, and whether they live is told by
/// their answers alone. What is asked here is waited for beside the actors.
/// </summary>
/// <param name="status">As its coordinator knows it.</param>
/// <param name="asked">The node that was asked.</param>
/// <param name="own">The address of this system, of which the others differ in host and port.</param>
internal sealed class OtherCluster(SystemStatus status, NodeStatus asked, Address own, ActorSystem actors, EntracteSettings settings)
{
    /// <param name="text">HOST or HOST:PORT of any of its nodes.</param>
    /// <exception cref="EntracteException">It cannot be reached from here, or is this one.</exception>
    public static async Task<OtherCluster> LookAsync(string text, ActorSystem actors, EntracteSettings settings)
    {
        var own = ((ExtendedActorSystem)actors).Provider.DefaultAddress;
        if (!own.HasGlobalScope)
            throw Refused(FailureKind.Invalid, "this machine is alone and has no links; only a node of several (entracte node --listen ADDRESS --keys DIR) reaches another cluster");
        var place = await Task.Run(() => PlaceOf(text, settings.ClusterPort)).ConfigureAwait(false);
        try
        {
            var answer = await QuestionAcross.AskAsync(actors.ActorSelection(DoorAt(own, place)), new StatusRequest(), settings.CoordinatorAnswerTimeout, settings.NudgeInterval)
                .ConfigureAwait(false);
            var status = answer as SystemStatus ?? throw new EntracteException(answer as Failure ?? Failure.Of(FailureKind.HostFailed, $"{place} answered with {answer}"));
            var asked = status.Nodes.FirstOrDefault(node => node.Address == place) ?? throw Refused(FailureKind.NodeLost, $"the cluster of {place} does not know its node there (yet)");
            return status.Nodes.Any(node => node.Address == $"{own.Host}:{own.Port}")
                ? throw Refused(FailureKind.Invalid, $"{place} is node {asked.Name} of this cluster; say its name")
                : new OtherCluster(status, asked, own, actors, settings);
        }
        catch (AskTimeoutException)
        {
            throw Refused(
                FailureKind.NodeLost,
                $"no node of another cluster has answered at {place} for {settings.CoordinatorAnswerTimeout.TotalSeconds} s: does it run, is it reached from {own.Host}, where the "
                    + "coordinator is, and do both have keys of the same authority?");
        }
    }

    /// <summary>By which a person can tell it from a node of this cluster.</summary>
    public static string FullName(NodeStatus node) => $"{node.Name}@{node.Address}";

    /// <summary>The path of the agent of one of its nodes; null where there is none of that name.</summary>
    public string? DoorOf(string node) => status.Nodes.FirstOrDefault(each => each.Name == node && each.Reachable) is { } found ? DoorAt(own, found.Address) : null;

    /// <summary>Where a computation goes in it, with a number that is free there.</summary>
    /// <exception cref="EntracteException">It cannot go there.</exception>
    public async Task<Crossing> WayOfAsync(ComputationStatus leaving, IReadOnlyCollection<string> sources, MigrateRequest request)
    {
        var placement = CrossingPlacement.Of(sources, leaving, request, status, asked.Name);
        if (placement.Failure is { } failure)
            throw new EntracteException(failure);
        var nodes = placement.Places.Keys.Select(name => status.Nodes.First(node => node.Name == name)).ToList();
        var directory = request.ToDirectory.Length > 0 ? request.ToDirectory : leaving.ImagesDirectory;
        var question = new NextGeneration { Key = new AttemptKey { ComputationId = leaving.Id }, Name = leaving.Name, ImagesDirectory = directory };
        var told = await Task.WhenAll(nodes.Select(node => NextAsync(node, question))).ConfigureAwait(false);
        return new Crossing(
            nodes.ToDictionary(FullName, node => new CrossingPlace { Node = node.Name, Sources = placement.Places[node.Name] }),
            nodes.ToDictionary(FullName, node => DoorAt(own, node.Address)),
            directory,
            told.Max());
    }

    private async Task<int> NextAsync(NodeStatus node, NextGeneration question)
    {
        try
        {
            var answer = await QuestionAcross.AskAsync(actors.ActorSelection(DoorAt(own, node.Address)), question, settings.StepTimeout, settings.NudgeInterval).ConfigureAwait(false);
            return answer is GenerationTold { Failure: null } told ? told.Next
                : throw new EntracteException((answer as GenerationTold)?.Failure ?? Failure.Of(FailureKind.HostFailed, $"{FullName(node)} answered with {answer}"));
        }
        catch (AskTimeoutException)
        {
            throw Refused(FailureKind.NodeLost, $"{FullName(node)} does not answer; every node with a part of the computation, and the coordinator's, must reach it");
        }
    }

    private static string PlaceOf(string text, int defaultPort)
    {
        try
        {
            return ClusterPlace.Parse(text, defaultPort) is ({ } host, var port) ? $"{host}:{port}" : throw Refused(FailureKind.Invalid, $"'{text}' names no host");
        }
        catch (ClusterRefusedException refused)
        {
            throw Refused(FailureKind.Invalid, refused.Message);
        }
    }

    private static string DoorAt(Address own, string place)
    {
        var colon = place.LastIndexOf(':');
        var address = own.WithHost(place[..colon]).WithPort(int.Parse(place[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        return $"{address}/user/{EntracteSystem.AgentName}";
    }

    private static EntracteException Refused(FailureKind kind, string reason) => new(Failure.Of(kind, reason));
}
