// Reads a JSON array of names on stdin, writes {name: {pinyin, initials}}: search keys without tones,
// one word for each stretch between punctuation marks. "古文化街—老城厢" -> "guwenhuajie laochengxiang".
import { readFileSync } from 'node:fs'
import { customPinyin, pinyin } from 'pinyin-pro'

// Readings of Tianjin place names that a general dictionary may miss.
customPinyin({
  宝坻: 'bǎo dǐ',
  北二堡: 'běi èr pù',
  于家堡: 'yú jiā pù',
  塘沽: 'táng gū',
  大沽: 'dà gū',
  葛沽: 'gě gū',
  咸水沽: 'xián shuǐ gū',
  蓟州: 'jì zhōu',
  独乐寺: 'dú lè sì',
  老城厢: 'lǎo chéng xiāng',
  古文化街: 'gǔ wén huà jiē',
  劝业场: 'quàn yè chǎng',
  估衣街: 'gū yī jiē',
  重庆道: 'chóng qìng dào',
  色织厂: 'sè zhī chǎng',
  和平: 'hé píng',
  和悦汇: 'hé yuè huì',
  于响: 'yú xiǎng',
  那山: 'nà shān',
  设计之都: 'shè jì zhī dū',
})

const keys = (name) => {
  const words = (name.match(/[\p{Script=Han}A-Za-z0-9]+/gu) ?? []).map((word) =>
    (word.match(/\p{Script=Han}+|[A-Za-z0-9]+/gu) ?? []).flatMap((run) =>
      /^[A-Za-z0-9]/.test(run)
        ? [{ all: run.toLowerCase(), first: run.toLowerCase() }]
        : pinyin(run, { toneType: 'none', type: 'array', v: true })
            .map((syllable) => ({ all: syllable, first: syllable[0] }))))
  const join = (part) => words.map((word) => word.map((s) => s[part]).join('')).join(' ')
  return { pinyin: join('all'), initials: join('first') }
}

const names = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(Object.fromEntries(names.map((name) => [name, keys(name)]))))
