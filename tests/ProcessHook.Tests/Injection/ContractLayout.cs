using System.Diagnostics;
using System.Runtime.InteropServices;
using Contract = Entracte.ProcessHook.Injection.Contract;

namespace Entracte.ProcessHook.Tests.Injection;

/// <summary>The C compiler is asked for every number that <see cref="Contract"/> repeats.</summary>
public sealed class ContractLayout
{
    private static readonly Dictionary<string, int> Mirror = new()
    {
        ["CONTRACT_VERSION"] = Contract.Version,
        ["ENTRY_INJECTED"] = Contract.EntryInjected,
        ["ENTRY_LEAVE"] = Contract.EntryLeave,
        ["ENTRY_THREAD_HOME"] = Contract.EntryThreadHome,
        ["ENTRY_THREAD_ASK"] = Contract.EntryThreadAsk,
        ["CODE_BYTES"] = Contract.CodeBytes,
        ["PARAMETERS_OFFSET"] = Contract.ParametersOffset,
        ["STACK_OFFSET"] = Contract.StackOffset,
        ["MESSAGE_OFFSET"] = Contract.MessageOffset,
        ["MESSAGE_BYTES"] = Contract.MessageBytes,
        ["AREA_BYTES"] = Contract.AreaBytes,
        ["THREAD_SLOT_BYTES"] = Contract.ThreadSlotBytes,
        ["THREAD_STACK_BYTES"] = Contract.ThreadStackBytes,
        ["CALL_WRITE_ALL"] = Contract.CallWriteAll,
        ["CALL_AWAIT"] = Contract.CallAwait,
        ["CALL_READ_ALL"] = Contract.CallReadAll,
        ["HELLO_MAGIC"] = (int)Contract.HelloMagic,
        ["REQUEST_SYSCALLS"] = (int)Contract.RequestKind.Syscalls,
        ["REQUEST_WRITE"] = (int)Contract.RequestKind.Write,
        ["REQUEST_READ"] = (int)Contract.RequestKind.Read,
        ["REQUEST_DESCRIPTORS"] = (int)Contract.RequestKind.Descriptors,
        ["REQUEST_MOVE_SOCKET"] = (int)Contract.RequestKind.MoveSocket,
        ["REQUEST_CLONE_PROCESS"] = (int)Contract.RequestKind.CloneProcess,
        ["REQUEST_CLONE_THREAD"] = (int)Contract.RequestKind.CloneThread,
        ["REQUEST_MOVE"] = (int)Contract.RequestKind.Move,
        ["REQUEST_PARK"] = (int)Contract.RequestKind.Park,
        ["REQUEST_GUARD"] = (int)Contract.RequestKind.Guard,
        ["sizeof(struct header)"] = Marshal.SizeOf<Contract.Header>(),
        ["offsetof(struct header, data_offset)"] = Offset<Contract.Header>(nameof(Contract.Header.DataOffset)),
        ["offsetof(struct header, data_bytes)"] = Offset<Contract.Header>(nameof(Contract.Header.DataBytes)),
        ["offsetof(struct header, result)"] = Offset<Contract.Header>(nameof(Contract.Header.Result)),
        ["offsetof(struct header, arguments)"] = Offset<Contract.Header>(nameof(Contract.Header.Arguments)),
        ["sizeof(struct call)"] = Marshal.SizeOf<Contract.Call>(),
        ["offsetof(struct call, arguments)"] = Offset<Contract.Call>(nameof(Contract.Call.Arguments)),
        ["offsetof(struct call, kinds)"] = Offset<Contract.Call>(nameof(Contract.Call.Kinds)),
        ["sizeof(struct run)"] = Marshal.SizeOf<ProcessHook.Injection.PageRun>(),
        ["sizeof(struct home)"] = Marshal.SizeOf<Contract.Home>(),
        ["offsetof(struct home, restart_error)"] = Offset<Contract.Home>(nameof(Contract.Home.RestartError)),
        ["LENT_MAX"] = Contract.LentMax,
        ["LENT_MAPPINGS_MAX"] = Contract.LentMappingsMax,
        ["EXIT_AGAIN"] = Contract.ExitAgain,
        ["sizeof(struct parameters)"] = Marshal.SizeOf<Contract.Parameters>(),
        ["offsetof(struct parameters, socket)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Socket)),
        ["offsetof(struct parameters, peer)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Peer)),
        ["offsetof(struct parameters, exit_when_alone)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.ExitWhenAlone)),
        ["offsetof(struct parameters, snapshot_pid)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.SnapshotPid)),
        ["offsetof(struct parameters, home)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Home)),
        ["offsetof(struct parameters, guard)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Guard)),
        ["offsetof(struct parameters, old_area_start)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.OldAreaStart)),
        ["offsetof(struct parameters, old_area_bytes)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.OldAreaBytes)),
        ["offsetof(struct parameters, are_alone)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.AreAlone)),
        ["offsetof(struct parameters, answers)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Answers)),
        ["offsetof(struct parameters, lent_count)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.LentCount)),
        ["offsetof(struct parameters, lent)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.Lent)),
        ["offsetof(struct parameters, lent_mapping_count)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.LentMappingCount)),
        ["offsetof(struct parameters, lent_mappings)"] = Offset<Contract.Parameters>(nameof(Contract.Parameters.LentMappings)),
        ["sizeof(struct thread_slot)"] = Marshal.SizeOf<Contract.ThreadSlot>(),
        ["offsetof(struct thread_slot, parameters)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.Parameters)),
        ["offsetof(struct thread_slot, results)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.AlternateStackResult)),
        ["offsetof(struct thread_slot, stack)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.AlternateStackAddress)),
        ["offsetof(struct thread_slot, tid_address)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.TidAddress)),
        ["offsetof(struct thread_slot, timer_slack)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.TimerSlackNanoseconds)),
        ["offsetof(struct thread_slot, timestamp_counter)"] = Offset<Contract.ThreadSlot>(nameof(Contract.ThreadSlot.Controls)),
        ["sizeof(struct hello)"] = Marshal.SizeOf<Contract.Hello>(),
        ["offsetof(struct hello, pid)"] = Offset<Contract.Hello>(nameof(Contract.Hello.Pid)),
        ["offsetof(struct hello, area_start)"] = Offset<Contract.Hello>(nameof(Contract.Hello.AreaStart)),
        ["offsetof(struct hello, area_bytes)"] = Offset<Contract.Hello>(nameof(Contract.Hello.AreaBytes)),
        ["offsetof(struct hello, socket)"] = Offset<Contract.Hello>(nameof(Contract.Hello.Socket)),
        ["offsetof(struct hello, namespaces)"] = Offset<Contract.Hello>(nameof(Contract.Hello.Namespaces)),
        ["offsetof(struct hello, token)"] = Offset<Contract.Hello>(nameof(Contract.Hello.Token)),
    };

    [Fact]
    public void The_mirror_says_what_the_C_compiler_says()
    {
        var folder = Directory.CreateTempSubdirectory("entracte-layout-").FullName;
        try
        {
            var lines = Mirror.Keys.Select(expression => $"    printf(\"%ld\\n\", (long)({expression}));");
            File.WriteAllText(Path.Combine(folder, "layout.c"), $"#include <stddef.h>\n#include <stdio.h>\n#include \"contract.h\"\nint main(void)\n{{\n{string.Join('\n', lines)}\n}}\n");
            Output("gcc", "-I", AppContext.BaseDirectory, "-o", Path.Combine(folder, "layout"), Path.Combine(folder, "layout.c"));
            var numbers = Output(Path.Combine(folder, "layout")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
            Assert.Equal(Mirror, Mirror.Keys.Zip(numbers).ToDictionary(pair => pair.First, pair => pair.Second));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);

    private static string Output(string program, params string[] arguments)
    {
        using var process = Forks.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true });
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
