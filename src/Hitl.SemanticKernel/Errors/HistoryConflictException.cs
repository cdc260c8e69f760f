using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>A chat history does not go on where the stored thread ends. The message says where they part.</summary>
public sealed class HistoryConflictException : HitlException
{
    internal HistoryConflictException(string message)
        : base(message)
    {
    }
}
