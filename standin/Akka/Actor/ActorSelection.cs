using System.Text.RegularExpressions;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Actors by path, looked up anew for every message; the path may go up (<c>..</c>) and contain <c>*</c> and <c>?</c>.</summary>
public class ActorSelection : ICanTell
{
    private readonly string[] _elements;

    internal ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        _elements = [.. elements.Where(element => element.Length > 0 && element != ".")];
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path.Split('/'))
    {
    }

    public IActorRef Anchor { get; }

    public string PathString => "/" + string.Join('/', _elements);

    public void Tell(object message, IActorRef sender = null)
    {
        sender ??= Cells.ActorCell.CurrentSelf;
        if (Anchor is IInternalActorRef { IsLocal: false })
        {
            Anchor.Tell(new ActorSelectionMessage(message, _elements), sender);
            return;
        }

        var found = Find((IInternalActorRef)Anchor, 0).Where(target => !target.IsNobody()).ToList();
        foreach (var target in found)
            target.Tell(message, sender);
        if (found.Count > 0)
            return;
        if (message is Identify identify)
            sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
        else
            ((IInternalActorRef)Anchor).Provider.DeadLetters.Tell(new DeadLetter(message, sender, Anchor), sender);
    }

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"No actor at {this}");
        }
        catch (AskTimeoutException late)
        {
            throw new ActorNotFoundException($"No actor at {this} answered within {timeout}", late);
        }
    }

    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}), Path({PathString})]";

    internal static ActorSelection From(Internal.ActorSystemImpl system, IActorRef relativeTo, string path)
    {
        if (ActorPath.TryParse(path, out var full))
            return new ActorSelection(system.Provider.RootGuardianAt(full.Address), full.Elements);
        return path.StartsWith('/') ? new ActorSelection(system.Provider.RootGuardian, path) : new ActorSelection(relativeTo, path);
    }

    private IEnumerable<IActorRef> Find(IInternalActorRef at, int index)
    {
        if (index == _elements.Length)
            return [at];
        var element = _elements[index];
        if (element == "..")
            return Find(at.Parent, index + 1);
        if (!element.Contains('*') && !element.Contains('?'))
            return at.GetChild(element) is IInternalActorRef child and not Nobody ? Find(child, index + 1) : [];
        var pattern = new Regex("^" + Regex.Escape(element).Replace(@"\*", ".*").Replace(@"\?", ".") + "$");
        return at.Children.Where(candidate => pattern.IsMatch(candidate.Path.Name)).SelectMany(candidate => Find((IInternalActorRef)candidate, index + 1));
    }
}
