// The shelf of spines that stands for a library: drawn once, the same for everybody.
// It is art and shows no book of the person's own: nothing is known before the library is open.

/** Per spine one digit: its cloth (base 14), its height, its width on a long and on a short shelf. */
const cloths =
  "1ac35064b4640a9133286b61d9851939c97d02379c1ac35064b4640a9133286b61d9851939c97d02379c1ac350";
const heights =
  "422550044051445324044041042044150513300000103001524403520310133235303252131503245110035402";
const widths =
  "001031021111031020233002132210331301013211123113332132201332302221231112202033021301213313";
const shortWidths =
  "121120201222121002022212120011122021201012221112022100210102020020102010221212201200001101";
const titles = [
  "Мастер и Маргарита",
  "채식주의자",
  "The Rings of Saturn",
  "The Dispossessed",
  "Middlemarch",
  "The Hobbit",
  "Things Fall Apart",
  "Հայոց պատմություն",
  "The Left Hand of Darkness",
  "Piranesi",
  "Βίος και πολιτεία του",
  "Les Années",
  "গীতাঞ্জলি",
  "Se una notte d’inverno un",
  "Kristin Lavransdatter",
  "Beloved",
  "Salt Fat Acid Heat",
  "موسم الهجرة إلى الشمال",
  "A Wizard of Earthsea",
  "Die Verwandlung",
  "红楼梦",
  "Þættir af sérkennilegu",
  "O livro do desassossego",
  "Osudy dobrého vojáka",
  "The Book of Tea",
  "雪国",
  "三体",
  "गोदान",
  "بوف کور",
  "Nỗi buồn chiến tranh",
  "பொன்னியின் செல்வன்",
  "İnce Memed",
  "吾輩は猫である",
  "Idegen szobák",
  "Cien años de soledad",
  "סיפור על אהבה וחושך",
  "こころ",
  "Solaris",
  "ვეფხისტყაოსანი",
  "สี่แผ่นดิน",
  "ፍቅር እስከ መቃብር",
  "Pippi Långstrump",
];

export type Spine = {
  cloth: number;
  height: number;
  width: number;
  title: string;
  turned: boolean;
};

/** Chinese, Japanese and Korean stand upright in a vertical line; other scripts are turned. */
const upright = /[\u3040-\u9fff\uac00-\ud7af]/;

export function spines(count: number): Spine[] {
  const row = count > 16 ? widths : shortWidths;
  return Array.from({ length: count }, (_, at) => {
    const place = at % cloths.length;
    const title = titles[at % titles.length] ?? "";
    return {
      cloth: Number.parseInt(cloths.charAt(place), 14),
      height: Number(heights.charAt(place)),
      width: Number(row.charAt(place)),
      title,
      turned: !upright.test(title),
    };
  });
}
