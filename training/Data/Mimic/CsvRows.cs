using System.Text;

namespace MedRecCloud.Training.Data.Mimic;

/// <summary>Reads CSV (RFC 4180: quoted fields may hold commas, doubled quotes and line ends) row by row; memory holds one row.</summary>
internal static class CsvRows
{
    /// <summary>The first row is the header: each later row gives the wanted columns in the order asked for, empty where the table has no such column.</summary>
    /// <param name="columns">Names without regard to case; alternatives are separated by '|'.</param>
    /// <exception cref="TrainingDataException">A column without <c>?</c> at its end is missing, or a quoted field never ends.</exception>
    public static IEnumerable<string[]> Read(Stream stream, string name, params string[] columns)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        var row = new List<string>();
        if (!ReadRow(reader, row, name))
            throw new TrainingDataException($"{name} is empty; it should begin with a header row.");
        var header = row.Select(column => column.Trim().ToLowerInvariant()).ToList();
        var places = columns.Select(column => Place(header, column, name)).ToArray();
        while (ReadRow(reader, row, name))
            if (row.Count > 1 || row[0].Length > 0)
                yield return [.. places.Select(place => place >= 0 && place < row.Count ? row[place] : "")];
    }

    private static int Place(List<string> header, string column, string name)
    {
        var place = column.TrimEnd('?').ToLowerInvariant().Split('|').Select(alternative => header.IndexOf(alternative)).FirstOrDefault(found => found >= 0, -1);
        return place >= 0 || column.EndsWith('?') ? place : throw new TrainingDataException($"{name} has no column {column.Replace("|", " or ", StringComparison.Ordinal)}.");
    }

    private static bool ReadRow(StreamReader reader, List<string> row, string name)
    {
        row.Clear();
        if (reader.Peek() < 0)
            return false;
        var (field, quoted) = (new StringBuilder(), false);
        while (true)
        {
            var c = reader.Read();
            if (quoted)
            {
                if (c < 0)
                    throw new TrainingDataException($"{name} ends inside a quoted field; the file is cut off.");
                if (c != '"')
                    field.Append((char)c);
                else if (reader.Peek() == '"')
                    field.Append((char)reader.Read());
                else
                    quoted = false;
            }
            else if (c == '"' && field.Length == 0)
                quoted = true;
            else if (c is ',' or '\n' or < 0)
            {
                row.Add(c != ',' && field.Length > 0 && field[^1] == '\r' ? field.ToString(0, field.Length - 1) : field.ToString());
                field.Clear();
                if (c != ',')
                    return true;
            }
            else
                field.Append((char)c);
        }
    }
}
