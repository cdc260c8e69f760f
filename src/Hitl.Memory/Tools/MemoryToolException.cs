namespace Hitl.Memory;

/// <summary>A model gave a tool something that it does not take. It becomes the tool's answer.</summary>
internal sealed class MemoryToolException(string message) : HitlException(message);
