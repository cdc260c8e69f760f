using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Writes events as JSON, a line each, with everything that is needed to check them again.</summary>
internal static class AuditExport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    /// <summary>Writes one event.</summary>
    public static byte[] Line(StoredEvent stored)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            var told = stored.Read();
            writer.WriteStartObject();
            writer.WriteString("thread", told.ThreadId);
            writer.WriteNumber("number", stored.Number);
            writer.WriteString("time", told.At);
            writer.WriteString("hash", stored.Hash);
            writer.WriteStartArray("facts");
            foreach (var fact in LedgerRecords.ReadList(stored.Facts))
            {
                writer.WriteStringValue(fact);
            }

            writer.WriteEndArray();

            // As it is stored, byte by byte: the hash is over these bytes.
            writer.WritePropertyName("body");
            writer.WriteRawValue(stored.Body);
            if (stored.Content is not null)
            {
                writer.WritePropertyName("content");
                writer.WriteRawValue(stored.Content);
            }

            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
