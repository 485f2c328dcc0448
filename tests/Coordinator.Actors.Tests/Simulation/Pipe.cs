namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>A one-way connection between two members. Every message is numbered; the receiver expects the next number and no other.</summary>
internal sealed class Pipe(int from, int to)
{
    public int From => from;

    public int To => to;

    /// <summary>How many the sender has sent, as it knows itself.</summary>
    public int Sent { get; private set; }

    /// <summary>How many the receiver has received, as it knows itself.</summary>
    public int Received { get; private set; }

    /// <summary>What the kernel holds.</summary>
    public Queue<int> InFlight { get; private set; } = [];

    public void Send() => InFlight.Enqueue(Sent++);

    public void Receive()
    {
        if (!InFlight.TryDequeue(out var number))
            return;
        if (number != Received)
            throw new BrokenPromiseException($"member {to} expected message {Received} of member {from} and got {number}");
        Received++;
    }

    /// <summary>A new life: what both ends remember, and what was found between them.</summary>
    public void Restore(int sent, int received, IEnumerable<int> inFlight) => (Sent, Received, InFlight) = (sent, received, new Queue<int>(inFlight));
}
