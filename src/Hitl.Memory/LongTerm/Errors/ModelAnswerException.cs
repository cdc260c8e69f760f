namespace Hitl.Memory;

/// <summary>A model that memory asked gave no answer that can be used, in all its tries. Nothing was written.</summary>
public sealed class ModelAnswerException : HitlException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was asked and what is wrong with the answer.</param>
    /// <param name="innerException">What caused it.</param>
    public ModelAnswerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
