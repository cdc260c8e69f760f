using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>An entry of the audit log cannot be read. <see cref="AuditLog.VerifyAsync"/> says which, and what else is wrong.</summary>
public sealed class AuditRecordException : HitlException
{
    internal AuditRecordException(Exception innerException)
        : base($"An entry of the audit log cannot be read. Check the log with AuditLog.VerifyAsync. {innerException.Message}", innerException)
    {
    }
}
