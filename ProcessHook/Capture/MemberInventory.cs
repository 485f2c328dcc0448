using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Capture.Memory;

namespace Entracte.ProcessHook.Capture;

/// <summary>All that was found out about one member, except its descriptors.</summary>
internal sealed record MemberInventory(FrozenMember Member, ProcessRecord Process, ThreadRecord[] Threads, MemoryInventory Memory);
