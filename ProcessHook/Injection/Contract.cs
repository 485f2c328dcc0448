using System.Runtime.InteropServices;

namespace Entracte.ProcessHook.Injection;

/// <summary>The C# side of <c>native/contract.h</c>, which explains it. A test compares every number here with what the C compiler says.</summary>
internal static class Contract
{
    public const int Version = 1;

    public const int EntryInjected = 0;
    public const int EntryLeave = 16;
    public const int EntryThreadHome = 32;
    public const int EntryThreadAsk = 48;

    public const int CodeBytes = 8192;
    public const int ParametersOffset = 8192;
    public const int StackOffset = 12288;
    public const int MessageOffset = 28672;
    public const int MessageBytes = 131072;
    public const int AreaBytes = MessageOffset + MessageBytes;

    public const int ThreadSlotBytes = 128;
    public const int ThreadStackBytes = 1920;

    public const int CallWriteAll = -2;
    public const int CallAwait = -3;
    public const int CallReadAll = -4;
    public const int LentMax = 768;
    public const int LentMappingsMax = 16;

    /// <summary>Exit status of a keeper: another one is to be started, in the other namespaces.</summary>
    public const int ExitAgain = 123;

    public const uint HelloMagic = 0x6b737568;

    public enum RequestKind : uint
    {
        Syscalls = 1,
        Write = 2,
        Read = 3,
        Descriptors = 4,
        MoveSocket = 5,
        CloneProcess = 6,
        CloneThread = 7,
        Move = 8,
        Park = 9,
        Guard = 10,
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public RequestKind Kind;
        public uint Count;
        public uint DataOffset;
        public uint DataBytes;
        public long Result;
        public HeaderArguments Arguments;
    }

    [System.Runtime.CompilerServices.InlineArray(5)]
    public struct HeaderArguments
    {
        private ulong first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Call
    {
        public long Number;
        public CallArguments Arguments;
        public uint Kinds;
        public uint Reserved;
    }

    [System.Runtime.CompilerServices.InlineArray(6)]
    public struct CallArguments
    {
        private ulong first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Home
    {
        public ulong Frame;
        public uint RestartError;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Parameters
    {
        public ulong AreaStart;
        public ulong AreaBytes;
        public int Socket;
        public int Peer;
        public uint ExitWhenAlone;
        public int SnapshotPid;
        public Home Home;
        public ulong Guard;
        public ulong OldAreaStart;
        public ulong OldAreaBytes;
        public uint AreAlone;
        public uint Answers;
        public uint LentCount;
        public LentDescriptors Lent;
        public uint LentMappingCount;
        public uint Reserved;
        public LentMappingList LentMappings;
    }

    [System.Runtime.CompilerServices.InlineArray(LentMappingsMax)]
    public struct LentMappingList
    {
        private PageRun first;
    }

    [System.Runtime.CompilerServices.InlineArray(LentMax)]
    public struct LentDescriptors
    {
        private int first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ThreadSlot
    {
        public Home Home;
        public ulong Parameters;
        public long AlternateStackResult;
        public long TidAddressResult;
        public ulong AlternateStackAddress;
        public int AlternateStackFlags;
        public uint Padding;
        public ulong AlternateStackBytes;
        public ulong TidAddress;
        public long TimerSlackNanoseconds;
        public ThreadControls Controls;
        public SlotPadding Rest;
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    public struct SlotPadding
    {
        private ulong first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Hello
    {
        public uint Magic;
        public uint Version;
        public int Pid;
        public uint Reserved;
        public ulong AreaStart;
        public ulong AreaBytes;
        public int Socket;
        public uint Namespaces;
        public HelloToken Token;
    }

    [System.Runtime.CompilerServices.InlineArray(64)]
    public struct HelloToken
    {
        private byte first;
    }
}
