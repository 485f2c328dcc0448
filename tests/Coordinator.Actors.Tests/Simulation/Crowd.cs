using System.Globalization;

namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>Hundreds of processes that send each other numbered messages all the time. It is the truth that everything else is measured by.</summary>
internal sealed class Crowd(Random random)
{
    private readonly List<Pipe> pipes = [];

    /// <summary>Everybody who has ever lived; the last one with a pid is its present life.</summary>
    public Dictionary<int, Member> Members { get; } = [];

    public IEnumerable<Member> Living => Members.Values.Where(member => member.IsAlive);

    public void Add(Member member) => Members[member.Pid] = member;

    /// <summary>A random graph: each member sends to some others.</summary>
    public void Connect(int pipesPerMember)
    {
        var pids = Members.Keys.ToArray();
        foreach (var pid in pids)
            for (var count = 0; count < pipesPerMember; count++)
                pipes.Add(new Pipe(pid, pids[random.Next(pids.Length)]));
    }

    /// <summary>Somebody sends or receives something, unless it is suspended or gone.</summary>
    public void Work()
    {
        var pipe = pipes[random.Next(pipes.Count)];
        if (random.Next(2) == 0 && Members[pipe.From].Runs)
            pipe.Send();
        else if (Members[pipe.To].Runs)
            pipe.Receive();
    }

    /// <summary>Looks at what is on the way to a member.</summary>
    public void Drain(MemberImage image)
    {
        foreach (var (index, pipe) in Of(image.Pid, pipe => pipe.To))
            image.InFlight[index] = [.. pipe.InFlight];
    }

    /// <summary>What the member's memory says.</summary>
    public void Write(MemberImage image)
    {
        foreach (var (index, pipe) in Of(image.Pid, pipe => pipe.From))
            image.Sent[index] = pipe.Sent;
        foreach (var (index, pipe) in Of(image.Pid, pipe => pipe.To))
            image.Received[index] = pipe.Received;
    }

    /// <summary>Between any two members of an image: what was sent is received or on the way, all of it, once, in order.</summary>
    public void Check(IReadOnlyDictionary<int, MemberImage> image)
    {
        foreach (var (index, from, to) in Between(image))
        {
            var onTheWay = Enumerable.Range(to.Received[index], from.Sent[index] - to.Received[index]);
            if (!onTheWay.SequenceEqual(to.InFlight[index]))
                throw new BrokenPromiseException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"member {from.Pid} has sent {from.Sent[index]} messages, member {to.Pid} has received {to.Received[index]}, and on the way are {string.Join(" ", to.InFlight[index])}"));
        }
    }

    /// <summary>Takes up everything from an image again.</summary>
    public void Restore(IReadOnlyDictionary<int, MemberImage> image)
    {
        foreach (var (index, from, to) in Between(image))
            pipes[index].Restore(from.Sent[index], to.Received[index], to.InFlight[index]);
    }

    private IEnumerable<(int Index, MemberImage From, MemberImage To)> Between(IReadOnlyDictionary<int, MemberImage> image)
    {
        for (var index = 0; index < pipes.Count; index++)
            if (image.TryGetValue(pipes[index].From, out var from) && image.TryGetValue(pipes[index].To, out var to))
                yield return (index, from, to);
    }

    private IEnumerable<(int Index, Pipe Pipe)> Of(int pid, Func<Pipe, int> end)
        => pipes.Select((pipe, index) => (index, pipe)).Where(pair => end(pair.pipe) == pid);
}
