using Akka.Actor;
using Akka.Event;
using Entracte.Coordinator.Restarts;
using Entracte.Coordinator.Rollbacks;

namespace Entracte.Coordinator.Computations;

/// <summary>Which image a computation goes back to, and where its parts go: the nodes that are there are asked what they have.</summary>
internal sealed partial class Computation
{
    /// <summary>Who is asked for the image: holders, and spares up to so many.</summary>
    private const int SparesAskedMax = 32;

    private string ImagesDirectoryOf(CheckpointRequest request)
        => request.ImagesDirectory.Length > 0 ? request.ImagesDirectory : registration.ImagesDirectory;

    private void OnNodesFound(NodesFound found)
    {
        rollback = rollback! with { HasMajority = true };
        if (rollback.Cause == RollbackCause.NodeLost && registration.Policy.OnNodeLoss != OnNodeLoss.Restart)
        {
            DecideWhatIsLeft();
            return;
        }

        var asked = found.Agents.Keys.Where(agents.ContainsKey).ToList();
        if (!IsAfterCrash)
            asked.AddRange(SparePlacement.Spares([.. found.Agents.Keys], registration.Policy).Except(asked).Take(SparesAskedMax));
        if (rollback!.Home.Length > 0 && !asked.Contains(rollback.Home) && found.Agents.ContainsKey(rollback.Home))
            asked.Add(rollback.Home);
        rollback = rollback with
        {
            Agents = found.Agents,
            FencedAtMilliseconds = unreachable.Count == 0 && IsAfterCrash ? 0 : found.FencedAtMilliseconds,
            Awaited = [.. asked],
            AskedAtMilliseconds = clock.MonotonicMilliseconds,
        };
        AskForImage();
        if (asked.Count == 0)
            Conclude();
    }

    /// <summary>Until the majority was there the nodes may have come back, with all that they had.</summary>
    private void DecideWhatIsLeft()
    {
        if (rollback!.Lost.Count > 0 && rollback.Lost.All(lost => nodes.TryGetValue(lost, out var back) && back.Registration.Roots.Length > 0))
        {
            log.Info("all nodes of {0} are back", registration.Name);
            (rollback, lossHappened) = (null, "");
            // Those who have told of a crash meanwhile tell it again.
            tellers.Clear();
        }
        else
        {
            Decide();
        }
    }

    /// <summary>A question may be lost, and an answer as well.</summary>
    private void AskForImage()
    {
        var question = new FindImage { Target = registration.Name, ImagesDirectory = registration.ImagesDirectory, RequestId = rollback!.Id };
        foreach (var node in rollback.Awaited)
            rollback.Agents[node].Tell(question);
        Await(RollbackStep.FindingImage, settings.NudgeInterval);
    }

    private void OnImageFound(ImageFound found)
    {
        var node = agents.Concat(rollback!.Agents).FirstOrDefault(agent => agent.Value.Equals(Sender)).Key;
        if (node is null || !rollback.Awaited.Contains(node))
            return;
        rollback = rollback with { Awaited = rollback.Awaited.Remove(node), Found = found.Failure is null ? rollback.Found.Add(node, found) : rollback.Found };
        if (rollback.Awaited.Count == 0)
            Conclude();
    }

    /// <summary>All that can say what there is to go back to have said it.</summary>
    private void Conclude()
    {
        Timers.Cancel(RollbackTimer);
        var current = rollback! with { Awaited = [] };
        if (current.Found.Count == 0)
        {
            rollback = current with { Image = RollbackImage.None };
        }
        else
        {
            var newest = NewestImage.Of(current.Found);
            var image = newest.Image;
            var places = whereabouts.In(image.Generation, image.Nodes, IsAfterCrash ? current.Home : "");
            var placement = SparePlacement.Of(image.Nodes, newest.Present, [.. agents.Keys], registration.Policy, places);
            // There would be nodes, but none of them has what is missing.
            var isPartLost = placement.Places is null && !newest.IsWhole;
            rollback = current with { Image = isPartLost ? RollbackImage.PartLost : RollbackImage.Whole, Placement = placement, Generation = image.Generation };
        }

        Decide();
    }
}
