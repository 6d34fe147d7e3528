package test.example.iban;

import java.math.BigInteger;
import java.util.Locale;

/** An international bank account number; {@code valid} tells whether its check digits are right. */
public record Iban(String iban, String country, boolean valid) {

    private static final BigInteger MODULUS = BigInteger.valueOf(97);

    public static Iban parse(String text) {
        String number = text.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        if (!number.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")) {
            throw new IllegalArgumentException("not the form of an IBAN: " + text);
        }
        String country = new Locale.Builder().setRegion(number.substring(0, 2)).build()
                .getDisplayCountry(Locale.ENGLISH);
        return new Iban(number.replaceAll("(.{4})(?=.)", "$1 "), country, remainder(number) == 1);
    }

    /** ISO 7064: the first four characters last, each letter as a number from 10 to 35. */
    private static int remainder(String number) {
        StringBuilder digits = new StringBuilder();
        (number.substring(4) + number.substring(0, 4)).chars()
                .forEach(character -> digits.append(Character.getNumericValue(character)));
        return new BigInteger(digits.toString()).mod(MODULUS).intValue();
    }
}
