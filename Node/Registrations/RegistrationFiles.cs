using Entracte.Api.Agents;
using Entracte.Api.Registrations;

namespace Entracte.Node.Registrations;

/// <summary>The folder of registration files, and which of them the actors know. Whoever looks and whoever writes take turns: a new life of a computation has the file of the old one.</summary>
internal sealed class RegistrationFiles(RuntimeDirectory runtime)
{
    private readonly RegistrationDirectory directory = new(runtime.Computations);
    private readonly Dictionary<string, ProcessIdentity> known = [];
    private readonly Lock turn = new();

    public string Path => directory.Path;

    public string FileOf(string id) => directory.FileOf(id);

    /// <summary>
    /// Those that the actors do not know yet, also when their process has ended before anybody saw it: a daemon may be left of it. The files of processes that have
    /// ended are removed.
    /// </summary>
    public IReadOnlyList<Registration> ReadNew(Action<string, Exception> unreadable)
    {
        lock (turn)
            return [.. directory.Read(unreadable).Where(IsNew)];
    }

    /// <summary>The ids of all computations that have a file; null where not every file can be read.</summary>
    public IReadOnlySet<string>? TryReadComputations()
    {
        lock (turn)
        {
            var isComplete = true;
            var all = directory.Read((_, _) => isComplete = false);
            return isComplete ? all.Select(registration => registration.Computation).ToHashSet() : null;
        }
    }

    public void Know(Registration registration)
    {
        lock (turn)
            known[registration.Id] = ProcessIdentity.Of(registration);
    }

    /// <summary>Writes a file for a computation that the actors know already.</summary>
    public void Record(Registration registration)
    {
        lock (turn)
        {
            known[registration.Id] = ProcessIdentity.Of(registration);
            directory.Write(registration);
        }
    }

    private bool IsNew(Registration registration)
    {
        var process = ProcessIdentity.Of(registration);
        if (process.Lives)
            return !known.TryGetValue(registration.Id, out var before) || before != process;
        directory.Remove(registration.Id);
        return !known.Remove(registration.Id);
    }
}
