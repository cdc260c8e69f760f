using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A record that was found to be right and is ready to be written.</summary>
/// <param name="Key">The text of its key.</param>
/// <param name="Fields">What is stored: the key, its data and its vectors; what is null is missing.</param>
/// <param name="Values">The values of <see cref="RecordModel.Data"/>, in their order.</param>
/// <param name="Vectors">The vectors of <see cref="RecordModel.Vectors"/>, in their order; null where there is none.</param>
internal sealed record PreparedRecord(string Key, HashEntry[] Fields, object?[] Values, float[]?[] Vectors);
