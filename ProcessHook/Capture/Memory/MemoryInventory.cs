using Entracte.ImageFormat.Records;
using Entracte.ProcessHook.Injection;

namespace Entracte.ProcessHook.Capture.Memory;

/// <summary>What the image will say of one process's memory, and which pages of it go there.</summary>
/// <param name="Mappings">Ascending.</param>
/// <param name="Files">Behind the mappings; what identifies their content is still missing.</param>
/// <param name="Readable">Pages that the hook writes.</param>
/// <param name="Hidden">Pages that only a debugger's access reads; where there is nothing, nothing is written.</param>
internal sealed record MemoryInventory(MappingRecord[] Mappings, MappedFiles Files, IReadOnlyList<PageRun> Readable, IReadOnlyList<PageRun> Hidden);
