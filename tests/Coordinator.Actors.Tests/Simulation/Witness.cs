using Entracte.Coordinator.Attempts;
using Entracte.ImageFormat.Records;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>
/// Sees every order that the coordinator gives and every step that a host takes, and judges: nobody may begin a step before all that take part have reached the
/// end of the one before it, and no image may be committed that lacks a part.
/// </summary>
internal sealed class Witness
{
    private readonly Dictionary<AttemptKey, SeenCut> cuts = [];
    private readonly List<string> broken = [];
    private int moment;

    /// <summary>The promises that were broken, in sentences.</summary>
    public IReadOnlyList<string> Broken => broken;

    public SeenCut Of(AttemptKey key) => cuts.TryGetValue(key, out var known) ? known : cuts[key] = new SeenCut(key);

    public void Ordered(AttemptKey key, string node) => Of(key).Nodes.Add(node);

    public void Began(AttemptKey key, string node, Step step) => Of(key).Began.TryAdd((node, step), moment++);

    public void Reached(AttemptKey key, string node, Step step) => Of(key).Reached.TryAdd((node, step), moment++);

    public void Break(string promise) => broken.Add(promise);

    /// <summary>Of a store of one node, at the very moment.</summary>
    public void Committed(AttemptKey key, string node, InventoryRecord inventory, Crowd crowd)
    {
        var cut = Of(key);
        var named = inventory.Parts.Select(part => part.Pid).ToHashSet();
        foreach (var pid in cut.Members.Where(pid => !named.Contains(pid)))
            Break($"{key}: {node} has committed an image without the part of member {pid}");
        foreach (var pid in named.Where(pid => !cut.Complete.Contains(pid)))
            Break($"{key}: {node} has committed an image whose part of member {pid} was never completed");
        try
        {
            crowd.Check(cut.Images);
        }
        catch (BrokenPromiseException lost)
        {
            Break($"{key}: {lost.Message}");
        }
    }

    /// <summary>Looks back at all that happened.</summary>
    public void Judge()
    {
        foreach (var cut in cuts.Values)
            foreach (var ((node, step), began) in cut.Began)
                Judge(cut, node, step, began);
    }

    private void Judge(SeenCut cut, string node, Step step, int began)
    {
        var route = Route.Of(cut.Key.Kind);
        var position = route.Steps.IndexOf(step);
        if (position == 0)
            return;
        var before = route.Steps[position - 1];
        bool HasReached(string other) => cut.Reached.TryGetValue((other, before), out var reached) && reached < began;
        // Beyond the point of no return who is lost is waited for no longer; but somebody must have crossed it.
        if (route.IsPastReturn(position) ? !cut.Nodes.Any(HasReached) : !cut.Nodes.All(HasReached))
            Break($"{cut.Key}: {node} began {step} before {string.Join(", ", cut.Nodes.Where(other => !HasReached(other)))} had passed {Steps.Barrier(before)}");
    }
}
