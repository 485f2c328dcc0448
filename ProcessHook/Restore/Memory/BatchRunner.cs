using Entracte.ProcessHook.Injection;
using Entracte.ProcessHook.Linux;

namespace Entracte.ProcessHook.Restore.Memory;

/// <summary>Collects calls that must all succeed, and sends them when a message is full. Each call says what it is for, in case it fails.</summary>
internal sealed class BatchRunner(ISyscallServer server, int pid)
{
    private const int CallsAtMost = 400;
    private const int DataAtMostBytes = 32768;

    private readonly List<string> purposes = [];
    private SyscallBatch batch = new();

    /// <summary>Makes room for calls that refer to each other or to data, and returns the batch to place the data in.</summary>
    public SyscallBatch Begin(int calls = 1, int dataBytes = 0)
    {
        if (batch.Count + calls > CallsAtMost || batch.Data.Length + dataBytes > DataAtMostBytes)
            Send();
        return batch;
    }

    public int Add(string purpose, long number, params ReadOnlySpan<SyscallArgument> arguments)
    {
        while (purposes.Count < batch.Count)
            purposes.Add("");
        purposes.Add(purpose);
        return batch.Add(number, arguments);
    }

    /// <summary>Sends what has been collected.</summary>
    /// <exception cref="ObstaclesException">A call failed.</exception>
    public void Send()
    {
        if (batch.Count == 0)
            return;
        var reply = server.Run(batch);
        for (var call = 0; call < batch.Count; call++)
        {
            if (reply.Raw(call) is >= -4095 and < 0 and var error && call < purposes.Count && purposes[call].Length > 0)
                throw new ObstaclesException("the restart was given up",
                    [new Obstacle(pid, null, $"{purposes[call]} failed: {LinuxException.Describe((int)-error)}.", "This should not happen on a machine like the one of the checkpoint.")]);
        }
        batch = new SyscallBatch();
        purposes.Clear();
    }
}
